import type { Row } from '../model/contract.ts';
import { type Layout, layoutOf, MOST_VPCS } from '../model/graph/layout.ts';
import { networkOf } from '../model/graph/network.ts';
import type { PageContext, Part } from './context.ts';
import { fill, h, on, s } from './dom.ts';
import { legend } from './legend.ts';
import { cardShape, linkShape } from './shapes.ts';
import type { State } from './store.ts';
import { shownRows } from './table.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** The connection whose link an element belongs to. */
const idOf = (target: EventTarget | null): string | undefined => {
  const link = target instanceof Element ? target.closest('.link') : null;
  return link?.getAttribute('data-id') ?? undefined;
};

/** One stop for the Tab key; arrows, Home and End move among the links, Enter and Space open one. */
const withKeys = (
  svg: SVGSVGElement,
  links: readonly SVGGElement[],
  open: (id: string) => void,
) => {
  let at = 0;
  const focus = (next: number) => {
    links[at]?.setAttribute('tabindex', '-1');
    at = (next + links.length) % links.length;
    links[at]?.setAttribute('tabindex', '0');
    links[at]?.focus();
  };
  links[0]?.setAttribute('tabindex', '0');
  on(svg, {
    click: ({ target }) => {
      const id = idOf(target);
      if (id !== undefined) open(id);
    },
    keydown: (event) => {
      const step = STEPS[event.key];
      const id = idOf(event.target);
      if (id === undefined) return;
      if (step !== undefined) focus(at + step);
      else if (event.key === 'Home') focus(0);
      else if (event.key === 'End') focus(links.length - 1);
      else if (event.key === 'Enter' || event.key === ' ') open(id);
      else return;
      event.preventDefault();
    },
  });
  return (id: string) => {
    const found = links.findIndex((link) => link.getAttribute('data-id') === id);
    if (found >= 0) focus(found);
  };
};

/** @param focused the link that had the focus in the picture before, and gets it back */
const draw = (
  context: PageContext,
  layout: Layout,
  rows: readonly Row[],
  focused: string | undefined,
): SVGSVGElement => {
  const { say, store } = context;
  const byId = new Map(rows.map((row) => [row.connection.instanceId, row]));
  const links = layout.paths.flatMap((path) => {
    const row = byId.get(path.link.instanceId);
    return row ? [linkShape(context, path, row)] : [];
  });
  const svg = s(
    'svg',
    {
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'group',
      'aria-label': say('graph.label'),
    },
    ...layout.cards.map(cardShape),
    ...links,
  );
  const focus = withKeys(svg, links, (id) => store.set({ selected: id }));
  if (focused !== undefined) queueMicrotask(() => focus(focused));
  return svg;
};

/** Connections as a picture: hubs in the middle, accounts and regions as cards. */
export const graph = (context: PageContext): Part => {
  const { say } = context;
  const picture = h('div', { class: 'picture' });
  const root = h(
    'div',
    { class: 'graph' },
    legend(say),
    picture,
    h('p', { class: 'hint' }, say('graph.hint')),
  );
  let drawn = '';
  const render = (state: State) => {
    const rows = shownRows({ ...state, sort: { key: 'name', descending: false } });
    const network = networkOf(rows);
    const width = Math.floor(picture.clientWidth);
    const links = network.links.map(({ instanceId, status }) => `${instanceId} ${status}`);
    const now = `${width}\n${links.join('\n')}`;
    if (width > 0 && now !== drawn) {
      drawn = now;
      const focused = idOf(document.activeElement);
      const n = network.vpcs.size;
      if (n > MOST_VPCS)
        fill(picture, h('p', { class: 'empty' }, say('graph.tooMany', { most: MOST_VPCS, n })));
      else fill(picture, draw(context, layoutOf(network, width), rows, focused));
    }
    for (const link of picture.querySelectorAll('.link'))
      link.classList.toggle('selected', link.getAttribute('data-id') === state.selected);
  };
  new ResizeObserver(() => {
    if (picture.clientWidth > 0) render(context.store.get());
  }).observe(picture);
  return { root, render };
};
