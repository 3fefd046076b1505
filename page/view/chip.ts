import { toneOf } from '../model/states.ts';
import type { Speaker } from '../texts/texts.ts';
import { h, s } from './dom.ts';

/** Shapes, so that a state is not shown by its colour alone. */
const SHAPES = {
  good: 'M3.5 8.5l3 3 6-7',
  moving: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  waiting: 'M5.5 4v8M10.5 4v8',
  bad: 'M4 4l8 8M12 4l-8 8',
  gone: 'M4 8h8',
} as const;

export const statusShape = (status: string): SVGSVGElement =>
  s(
    'svg',
    { class: 'shape', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    s('path', { d: SHAPES[toneOf(status)] }),
  );

/** A status as a coloured chip with a shape and its word. */
export const statusChip = (say: Speaker, status: string): HTMLElement =>
  h(
    'span',
    { class: `chip tone-${toneOf(status)}` },
    statusShape(status),
    say.term('status', status),
  );
