import type { Row } from '../model/contract.ts';
import { nameOf } from '../model/filter.ts';
import type { Card, Node, Path } from '../model/graph/layout.ts';
import { toneOf } from '../model/states.ts';
import { statusShape } from './chip.ts';
import type { PageContext } from './context.ts';
import { s } from './dom.ts';

/** Characters of a VPC id that fit into a width, in pixels. */
const CHARACTER = 7.3;

const shorten = (text: string, width: number): string => {
  const room = Math.floor(width / CHARACTER);
  if (text.length <= room) return text;
  const tail = Math.max(3, Math.floor(room / 3));
  return `${text.slice(0, Math.max(4, room - tail - 1))}…${text.slice(-tail)}`;
};

const nodeShape = ({ vpc, x, y, width, height }: Node): SVGGElement => {
  const cidrs = vpc.cidrs.join(', ');
  const middle = y + height / 2;
  return s(
    'g',
    { class: 'vpc', 'data-vpc': vpc.vpcId },
    s('title', {}, `${vpc.vpcId}\n${cidrs}`),
    s('rect', { x, y, width, height, rx: 8 }),
    s('text', { x: x + 12, y: cidrs ? middle - 3 : middle + 4 }, shorten(vpc.vpcId, width - 24)),
    cidrs
      ? s('text', { class: 'minor', x: x + 12, y: middle + 13 }, shorten(cidrs, width - 24))
      : undefined,
  );
};

/** An account's VPCs of one region. */
export const cardShape = ({ x, y, width, height, group, nodes }: Card): SVGGElement =>
  s(
    'g',
    { class: 'card' },
    s('rect', { x, y, width, height, rx: 12 }),
    s('text', { class: 'region', x: x + 12, y: y + 20 }, group.regionId),
    s('text', { class: 'minor', x: x + 12, y: y + 35 }, shorten(group.account, width - 24)),
    ...nodes.map(nodeShape),
  );

/** The line of a connection; one can point at it, focus it and press it. */
export const linkShape = (
  { say }: PageContext,
  { link, d, middle }: Path,
  row: Row,
): SVGGElement => {
  const label = say('graph.link', {
    name: nameOf(row.connection),
    from: link.ends[0],
    to: link.ends[1],
    status: say.term('status', link.status),
  });
  const badge = statusShape(link.status);
  for (const [name, value] of Object.entries({ x: -6, y: -6, width: 12, height: 12 }))
    badge.setAttribute(name, String(value));
  return s(
    'g',
    {
      class: `link tone-${toneOf(link.status)}`,
      role: 'button',
      tabindex: -1,
      'aria-label': label,
      'data-id': link.instanceId,
    },
    s('title', {}, label),
    s('path', { class: 'hit', d }),
    s('path', { class: 'line', d }),
    toneOf(link.status) === 'good'
      ? undefined
      : s(
          'g',
          { class: 'badge', transform: `translate(${middle.x} ${middle.y})` },
          s('circle', { r: 9 }),
          badge,
        ),
  );
};
