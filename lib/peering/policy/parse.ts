import { distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { duplicateMember } from '../json-scan.ts';
import { printable } from '../printable.ts';
import { mergedBlocks } from './evaluate.ts';
import { EFFECTS, type PolicyRule } from './rule.ts';

export { defaultRules } from './rule.ts';

import { type PolicyFault, policyFaults } from './faults.ts';

type Parsed =
  | { readonly ok: true; readonly rules: readonly PolicyRule[] }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] };

const patterns = v.pipe(
  v.union([v.string(), v.array(v.string())], 'must be a string or a list of strings'),
  v.transform((value): readonly string[] => (typeof value === 'string' ? [value] : value)),
);
const flag = v.boolean('must be true or false (a boolean, not a string)');

const whenEntries = {
  action: v.exactOptional(patterns),
  requesterAccount: v.exactOptional(patterns),
  accepterAccount: v.exactOptional(patterns),
  region: v.exactOptional(patterns),
  acceptingRegion: v.exactOptional(patterns),
  vpcId: v.exactOptional(patterns),
  acceptingVpcId: v.exactOptional(patterns),
  anyVpcId: v.exactOptional(patterns),
  tag: v.exactOptional(v.record(v.string(), patterns, 'must be an object of tag keys')),
  cidr: v.exactOptional(patterns),
  managed: v.exactOptional(flag),
  force: v.exactOptional(flag),
  via: v.exactOptional(patterns),
};

const ruleEntries = {
  name: v.string('must be a string: every rule has a name'),
  effect: v.picklist(EFFECTS, `must be one of ${EFFECTS.join(', ')}; hold is reserved`),
  when: v.optional(v.object(whenEntries, 'must be an object of conditions'), {}),
};

const ruleSchema = v.object(ruleEntries, 'must be an object with name, effect and when');

const BYTE_ORDER_MARK = '\uFEFF';

const parseJson = (text: string): unknown =>
  JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);

const isJson = (text: string): boolean => /^\uFEFF?\s*[[{]/.test(text);

const MAX_SHOWN_KEY = 64;

/** The words of the parser and of the file system quote what they were given: only the kind is reported. */
const readPolicy = (
  text: string,
  readFile: (path: string) => string,
): { readonly json: unknown } | { readonly fault: string } => {
  let source = text;
  if (!isJson(text))
    try {
      source = readFile(text.trim());
    } catch {
      return { fault: 'is neither JSON nor the path of a file that can be read' };
    }
  try {
    const json = parseJson(source);
    const twice = duplicateMember(Buffer.from(source));
    if (twice === undefined) return { json };
    // Only one of two conditions would count, and the rule would match more than it says.
    return { fault: `has the member "${printable(twice.slice(0, MAX_SHOWN_KEY))}" more than once` };
  } catch {
    return {
      fault: isJson(text)
        ? 'is neither JSON that can be parsed nor the path of a file'
        : 'names a file that is not valid JSON',
    };
  }
};

const keyPointer = (key: string): string => `/${printable(key.slice(0, MAX_SHOWN_KEY))}`;

const nearest = (key: string, known: readonly string[]): string | undefined =>
  [...known].sort((a, b) => distance(key, a) - distance(key, b))[0];

/** An unknown key would be a condition that is never checked, so the rule would match more than it says. */
const unknownKeys = (value: unknown, entries: object, at: string): readonly PolicyFault[] => {
  const known = Object.keys(entries);
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? []
    : Object.keys(value)
        .filter((key) => !known.includes(key))
        .map((key) => {
          const near = nearest(key, known);
          return {
            pointer: at + keyPointer(key),
            detail: `is not a key of a rule; did you mean ${near}?`,
          };
        });
};

const whenOf = (rule: unknown): unknown =>
  typeof rule === 'object' && rule !== null && 'when' in rule ? rule.when : undefined;

const issueFault = (issue: v.BaseIssue<unknown>, at: string): PolicyFault => ({
  pointer: at + (issue.path ?? []).map(({ key }) => keyPointer(String(key))).join(''),
  detail: issue.input === undefined ? 'is missing' : issue.message,
});

interface ReadRule {
  /** `undefined` where its shape is wrong. */
  readonly rule: PolicyRule | undefined;
  readonly faults: readonly PolicyFault[];
}

const readRule = (json: unknown, index: number): ReadRule => {
  const at = `/${index}`;
  const unknown = [
    ...unknownKeys(json, ruleEntries, at),
    ...unknownKeys(whenOf(json), whenEntries, `${at}/when`),
  ];
  const parsed = v.safeParse(ruleSchema, json);
  return parsed.success
    ? { rule: parsed.output, faults: unknown }
    : {
        rule: undefined,
        faults: [...unknown, ...parsed.issues.map((issue) => issueFault(issue, at))],
      };
};

const withMergedBlocks = ({ when, ...rule }: PolicyRule): PolicyRule => ({
  ...rule,
  when: when.cidr ? { ...when, cidr: mergedBlocks(when.cidr) } : when,
});

/**
 * Reads `PEERFLOW_POLICY`: JSON, or the path of a JSON file. Every fault is reported with its place and
 * never with its value; unknown keys are faults, because a misspelt condition would match everything.
 */
export const parsePolicy = (text: string, readFile: (path: string) => string): Parsed => {
  const read = readPolicy(text, readFile);
  if ('fault' in read) return { ok: false, faults: [{ pointer: '', detail: read.fault }] };
  if (!Array.isArray(read.json))
    return { ok: false, faults: [{ pointer: '', detail: 'must be a list of rules' }] };
  const rules = read.json.map(readRule);
  const faults = [
    ...rules.flatMap((each) => each.faults),
    ...policyFaults(rules.map(({ rule }) => rule)),
  ];
  return faults.length > 0
    ? { ok: false, faults }
    : {
        ok: true,
        rules: rules.flatMap(({ rule }) => (rule ? [withMergedBlocks(rule)] : [])),
      };
};
