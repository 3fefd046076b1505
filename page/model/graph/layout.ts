import { type Group, groupsOf, inColumns } from './cards.ts';
import { pathsOf } from './links.ts';
import { hubsOf, type Link, type Network, type Vpc } from './network.ts';

/** Beyond this a graph cannot be read: the page shows the table. */
export const MOST_VPCS = 200;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Column = 'left' | 'middle' | 'right';

export interface Node extends Box {
  readonly vpc: Vpc;
  readonly column: Column;
}

export interface Card extends Box {
  readonly group: Group;
  readonly nodes: readonly Node[];
}

export interface Path {
  readonly link: Link;
  /** SVG path data. */
  readonly d: string;
  /** Where the sign of its state stands. */
  readonly badge: { readonly x: number; readonly y: number };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly Card[];
  readonly paths: readonly Path[];
}

const NODE_HEIGHT = 42;
const NODE_GAP = 6;
const CARD_PADDING = 10;
const CARD_HEAD = 44;
const CARD_GAP = 16;
const MARGIN = 4;
/** Height that each connection of a VPC in the middle adds, so that their ends stand apart. */
const PORT = 9;
const TALLEST_NODE = 420;
/** Below this width (px) there is room for two columns only. */
const WIDE = 760;
const NARROWEST_GAP = 56;

interface Frame {
  readonly column: Column;
  readonly x: number;
  readonly width: number;
  readonly sides: number;
}

const nodeHeight = ({ degree }: Vpc, { column, sides }: Frame): number =>
  column === 'middle'
    ? Math.min(Math.max(NODE_HEIGHT, (degree / sides) * PORT + 16), TALLEST_NODE)
    : NODE_HEIGHT;

const cardOf = (group: Group, frame: Frame, y: number): Card => {
  let at = y + CARD_HEAD;
  const nodes = group.vpcs.map((vpc): Node => {
    const height = nodeHeight(vpc, frame);
    const box = { x: frame.x + CARD_PADDING, y: at, width: frame.width - 2 * CARD_PADDING, height };
    at += height + NODE_GAP;
    return { ...box, vpc, column: frame.column };
  });
  const height = at - NODE_GAP + CARD_PADDING - y;
  return { x: frame.x, y, width: frame.width, height, group, nodes };
};

const stack = (groups: readonly Group[], frame: Frame): readonly Card[] => {
  const cards: Card[] = [];
  let y = MARGIN;
  for (const group of groups) {
    const card = cardOf(group, frame, y);
    cards.push(card);
    y += card.height + CARD_GAP;
  }
  return cards;
};

const bottomOf = (cards: readonly Card[]): number => {
  const last = cards.at(-1);
  return last ? last.y + last.height + MARGIN : 0;
};

const lower = (cards: readonly Card[], by: number): readonly Card[] =>
  cards.map((card) => ({
    ...card,
    y: card.y + by,
    nodes: card.nodes.map((node) => ({ ...node, y: node.y + by })),
  }));

const framesFor = (width: number): readonly Frame[] => {
  if (width < WIDE) {
    const own = (width - NARROWEST_GAP - 2 * MARGIN) / 2;
    return [
      { column: 'middle', x: MARGIN, width: own, sides: 1 },
      { column: 'right', x: width - own - MARGIN, width: own, sides: 1 },
    ];
  }
  const own = Math.min(260, (width - 2 * MARGIN) / 4);
  return [
    { column: 'left', x: MARGIN, width: own, sides: 2 },
    { column: 'middle', x: (width - own) / 2, width: own, sides: 2 },
    { column: 'right', x: width - own - MARGIN, width: own, sides: 2 },
  ];
};

/**
 * Where everything stands: hubs in the middle column, what is connected with them left and right of it,
 * each account's VPCs of a region in a card. The same input gives the same picture.
 *
 * @param width pixels to draw in
 */
export const layoutOf = (network: Network, width: number): Layout => {
  const hubs = hubsOf(network);
  const vpcs = [...network.vpcs.values()];
  const frames = framesFor(width);
  const outer = inColumns(
    groupsOf(vpcs.filter(({ vpcId }) => !hubs.has(vpcId))),
    frames.length - 1,
  );
  const inner = groupsOf(vpcs.filter(({ vpcId }) => hubs.has(vpcId)));
  const queue = [...outer];
  const columns = frames.map((frame) =>
    stack(frame.column === 'middle' ? inner : (queue.shift() ?? []), frame),
  );
  const height = Math.max(...columns.map(bottomOf), 0);
  const cards = columns.flatMap((column) => lower(column, (height - bottomOf(column)) / 2));
  return { width, height, cards, paths: pathsOf(network.links, cards) };
};
