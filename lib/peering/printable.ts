import { once } from './once.ts';

/**
 * Characters that a reader cannot see or that change how others are shown: controls, formats (zero width,
 * direction), surrogates, private and unassigned ones, blanks other than the space, and what a font leaves
 * out. Compiled on first use: Unicode classes take part of a millisecond.
 */
const invisibles = once(
  () => /[\p{C}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/gu,
);

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text on one line in which every character can be seen: the others are shown as `\u200b`. */
export const printable = (text: string): string =>
  text.replace(invisibles(), (found) => found.split('').map(escapeUnit).join(''));
