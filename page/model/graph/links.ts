import type { Card, Node, Path } from './layout.ts';
import type { Link } from './network.ts';

type Side = 'left' | 'right';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Port {
  readonly node: Node;
  readonly side: Side;
  readonly link: Link;
  readonly other: Node;
}

/** Ends on one side of a VPC stand at most this far apart, in pixels. */
const SPREAD = 9;
const CORNER = 8;

const centre = ({ y, height }: Node): number => y + height / 2;

/** The side of `node` that faces `other`; two VPCs of the middle are joined on their right. */
const facing = (node: Node, other: Node): Side => {
  if (node.column !== 'middle') return node.column === 'left' ? 'right' : 'left';
  return other.column === 'left' ? 'left' : 'right';
};

const keyOf = ({ node, side }: Pick<Port, 'node' | 'side'>): string => `${node.vpc.vpcId} ${side}`;
const endKey = ({ link, node }: Pick<Port, 'link' | 'node'>): string =>
  `${link.instanceId} ${node.vpc.vpcId}`;

/** Ends in the order of what they lead to, spread along the side, so that lines cross little. */
const spread = (ports: readonly Port[]): readonly (readonly [string, Point])[] => {
  const ordered = [...ports].sort((a, b) => centre(a.other) - centre(b.other));
  return ordered.map((port, at) => {
    const { node, side } = port;
    const room = Math.max(node.height - 2 * CORNER, 0);
    const step = Math.min(SPREAD, ordered.length > 1 ? room / (ordered.length - 1) : 0);
    const y = centre(node) + (at - (ordered.length - 1) / 2) * step;
    return [endKey(port), { x: side === 'left' ? node.x : node.x + node.width, y }] as const;
  });
};

const round = (value: number): number => Math.round(value * 10) / 10;

/** Where the sign of a state stands on its line: near the spoke, where lines do not crowd. */
const NEAR_SPOKE = 0.18;

const placeOf = (from: Node, to: Node): number => {
  if (from.column === to.column) return 0.5;
  return to.column === 'middle' ? NEAR_SPOKE : 1 - NEAR_SPOKE;
};

/** A point of a Bézier curve in one dimension. */
const along = (t: number, [a, b, c, d]: readonly [number, number, number, number]): number =>
  round((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d);

const curve = (
  from: Point,
  to: Point,
  isBow: boolean,
  place: number,
): Pick<Path, 'd' | 'badge'> => {
  const bend = isBow
    ? 24 + Math.min(Math.abs(to.y - from.y) * 0.25, 90)
    : Math.max(Math.abs(to.x - from.x) * 0.5, 20);
  const direction = isBow || to.x > from.x ? 1 : -1;
  const a = { x: from.x + direction * bend, y: from.y };
  const b = { x: isBow ? to.x + bend : to.x - direction * bend, y: to.y };
  const points = [from, a, b, to].map(({ x, y }) => `${round(x)} ${round(y)}`);
  return {
    d: `M${points[0]} C${points.slice(1).join(', ')}`,
    badge: {
      x: along(place, [from.x, a.x, b.x, to.x]),
      y: along(place, [from.y, a.y, b.y, to.y]),
    },
  };
};

/** The lines between cards, one for each connection whose VPCs are both there. */
export const pathsOf = (links: readonly Link[], cards: readonly Card[]): readonly Path[] => {
  const nodes = new Map(cards.flatMap((card) => card.nodes.map((node) => [node.vpc.vpcId, node])));
  const pairs = links.flatMap((link) => {
    const [from, to] = link.ends.map((id) => nodes.get(id));
    return from && to && from !== to ? [{ link, from, to }] : [];
  });
  const bySide = new Map<string, Port[]>();
  for (const { link, from, to } of pairs)
    for (const [node, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const port = { node, other, link, side: facing(node, other) };
      bySide.set(keyOf(port), [...(bySide.get(keyOf(port)) ?? []), port]);
    }
  const points = new Map([...bySide.values()].flatMap(spread));
  return pairs.flatMap(({ link, from, to }): Path[] => {
    const start = points.get(endKey({ link, node: from }));
    const end = points.get(endKey({ link, node: to }));
    if (!start || !end) return [];
    return [{ link, ...curve(start, end, from.column === to.column, placeOf(from, to)) }];
  });
};
