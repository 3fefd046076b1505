import { type Tone, toneOf } from '../../page/model/states.ts';
import type { Terminal } from '../terminal.ts';

const COLORS: Readonly<Record<Tone, 'green' | 'blue' | 'yellow' | 'red' | 'dim'>> = {
  good: 'green',
  moving: 'blue',
  waiting: 'yellow',
  bad: 'red',
  gone: 'dim',
};

/** A status in its colour. */
export const statusText = ({ colors }: Terminal, status: string): string =>
  colors[COLORS[toneOf(status)]](status);
