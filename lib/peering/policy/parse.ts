import { distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { printable } from '../printable.ts';
import { mergedBlocks } from './blocks.ts';
import { type PolicyFault, policyFaults } from './faults.ts';
import { EFFECTS, type PolicyRule } from './rule.ts';

export { defaultRules } from './default-rules.ts';

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
  when: v.optional(v.strictObject(whenEntries, 'must be an object of conditions'), {}),
};

const policySchema = v.array(
  v.strictObject(ruleEntries, 'must be an object with name, effect and when'),
  'must be a list of rules',
);

const BYTE_ORDER_MARK = '\uFEFF';

const parseJson = (text: string): unknown =>
  JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);

const isJson = (text: string): boolean => /^\uFEFF?\s*[[{]/.test(text);

/** The words of the parser and of the file system quote what they were given: only the kind is told. */
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
    return { json: parseJson(source) };
  } catch {
    return { fault: isJson(text) ? 'is not valid JSON' : 'names a file that is not valid JSON' };
  }
};

const nearest = (key: string, known: readonly string[]): string | undefined =>
  [...known].sort((a, b) => distance(key, a) - distance(key, b))[0];

const MAX_SHOWN_KEY = 64;

/** An unknown key would be a condition that nobody checks, so the rule would match more than it says. */
const unknownKey = (path: readonly string[]): string => {
  const key = path.at(-1)?.slice(0, MAX_SHOWN_KEY) ?? '';
  const known = Object.keys(path.length > 2 ? whenEntries : ruleEntries);
  return `is not a key of a rule; did you mean ${nearest(key, known)}?`;
};

const faultOf = (issue: v.BaseIssue<unknown>): PolicyFault => {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const pointer = path.map((key) => `/${printable(key.slice(0, MAX_SHOWN_KEY))}`).join('');
  if (issue.expected === 'never') return { pointer, detail: unknownKey(path) };
  return { pointer, detail: issue.input === undefined ? 'is missing' : issue.message };
};

/**
 * Reads `PEERFLOW_POLICY`: JSON, or the path of a JSON file. Every fault is reported with its place and
 * never with its value; unknown keys are faults, because a misspelt condition would match everything.
 */
export const parsePolicy = (text: string, readFile: (path: string) => string): Parsed => {
  const read = readPolicy(text, readFile);
  if ('fault' in read) return { ok: false, faults: [{ pointer: '', detail: read.fault }] };
  const parsed = v.safeParse(policySchema, read.json);
  if (!parsed.success) return { ok: false, faults: parsed.issues.map(faultOf) };
  const faults = policyFaults(parsed.output);
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    rules: parsed.output.map(({ when, ...rule }) => ({
      ...rule,
      when: when.cidr ? { ...when, cidr: mergedBlocks(when.cidr) } : when,
    })),
  };
};
