import type { Row } from '../model/contract.ts';
import { nameOf } from '../model/filter.ts';
import type { Card, Node, Path } from '../model/graph/layout.ts';
import { toneOf } from '../model/states.ts';
import { statusShape } from './chip.ts';
import type { PageContext } from './context.ts';
import { s } from './dom.ts';

/** Width of a character, in pixels: of an id, and of what stands smaller below it. */
const CHARACTER = 7.3;
const MINOR_CHARACTER = 7;

/** Ids begin alike, so most of the room is for their end. */
const shorten = (text: string, width: number, character = MINOR_CHARACTER): string => {
  const room = Math.floor(width / character);
  const head = Math.min(4, Math.floor(room / 2));
  return text.length <= room ? text : `${text.slice(0, head)}…${text.slice(head + 1 - room)}`;
};

const nodeShape = ({ vpc, x, y, width, height }: Node): SVGGElement => {
  const cidrs = vpc.cidrs.join(', ');
  const middle = y + height / 2;
  return s(
    'g',
    { class: 'vpc', 'data-vpc': vpc.vpcId },
    s('title', {}, `${vpc.vpcId}\n${cidrs}`),
    s('rect', { x, y, width, height, rx: 8 }),
    s(
      'text',
      { x: x + 12, y: cidrs ? middle - 3 : middle + 4 },
      shorten(vpc.vpcId, width - 24, CHARACTER),
    ),
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
  { link, d, badge: at }: Path,
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
          { class: 'badge', transform: `translate(${at.x} ${at.y})` },
          s('circle', { r: 9 }),
          badge,
        ),
  );
};
