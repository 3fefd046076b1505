import type { RequestFinding } from '../model/failure.ts';
import { printable } from '../printable.ts';
import { pointerTo } from './findings.ts';

/**
 * Controls (C0, DEL, C1) and halves of surrogate pairs: no field of the API may hold them. Without names of
 * properties: the first one that a process uses makes it read tables of all characters.
 */
const BAD_CHARACTER = /[^ -~\u00a0-\ud7ff\ue000-\u{10ffff}]/u;

/** As `BAD_CHARACTER` for documents: JSON Schema reads patterns as Unicode. */
export const NO_BAD_CHARACTER = '(?![\\s\\S]*[\\p{Cc}\\p{Cs}])';

const kindOf = (character: string): string =>
  /\p{Cs}/u.test(character) ? 'half of a surrogate pair' : 'control character';

const faultOf = (text: string, path: readonly string[]): readonly RequestFinding[] => {
  const [found] = BAD_CHARACTER.exec(text) ?? [];
  if (found === undefined) return [];
  const pointer = path.map(pointerTo).join('');
  return [{ pointer, detail: `holds the ${kindOf(found)} ${printable(found)}` }];
};

/**
 * Texts anywhere in a body, names included, that hold a control character or half of a surrogate pair. The
 * character is shown escaped. Recursion is bounded by the depth that intake allows.
 */
export const textFaults = (
  value: unknown,
  path: readonly string[] = [],
): readonly RequestFinding[] => {
  if (typeof value === 'string') return faultOf(value, path);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...faultOf(name, [...path, name]),
    ...textFaults(each, [...path, name]),
  ]);
};
