import type * as v from 'valibot';
import type { RequestFinding } from '../model/failure.ts';
import { printable } from '../printable.ts';

const MAX_SHOWN = 100;

/** Findings that an answer or an event lists; the others are counted. */
export const MAX_FINDINGS = 50;

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ??
  typeof value;

/** A value as a finding shows it: short, on one line, every character visible, and never an exception. */
export const shown = (value: unknown): string => {
  let text: string;
  try {
    text = typeof value === 'string' || typeof value === 'bigint' ? String(value) : jsonText(value);
  } catch {
    // Cyclic, or with a toJSON of its own: nothing that JSON brought.
    text = typeof value;
  }
  return text.length > MAX_SHOWN ? `${printable(text.slice(0, MAX_SHOWN))}…` : printable(text);
};

/** One step of a JSON pointer (RFC 6901), cut to 100 characters, every character visible. */
export const pointerTo = (key: string): string =>
  `/${printable(key.slice(0, MAX_SHOWN)).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const pointerOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).map(({ key }) => pointerTo(String(key))).join('');

const detailOf = (issue: v.BaseIssue<unknown>): string =>
  issue.received === 'undefined' ? 'is missing' : `${issue.message} (got "${shown(issue.input)}")`;

/**
 * What a schema found wrong, as callers read it: pointer, rule, and the offending value as text. Those that
 * no answer lists are only counted, which takes no time.
 */
export const findingsOf = (issues: readonly v.BaseIssue<unknown>[]): readonly RequestFinding[] =>
  issues.map((issue, index) =>
    index < MAX_FINDINGS
      ? { pointer: pointerOf(issue), detail: detailOf(issue) }
      : { pointer: '', detail: '' },
  );

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
