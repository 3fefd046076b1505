import * as v from 'valibot';
import { ACTIONS } from '../model/request.ts';
import { EFFECTS, type PolicyRule } from './rule.ts';

type Parsed =
  | { readonly ok: true; readonly rules: readonly PolicyRule[] }
  | {
      readonly ok: false;
      readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
    };

const patterns = v.pipe(
  v.union([v.string(), v.array(v.string())], 'must be a string or a list of strings'),
  v.transform((value): readonly string[] => (typeof value === 'string' ? [value] : value)),
);
const actions = v.pipe(
  patterns,
  v.check(
    (values) =>
      values.every((each) => each.endsWith('*') || ACTIONS.some((action) => action === each)),
    `must be among ${ACTIONS.join(', ')}`,
  ),
);

const ruleSchema = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  effect: v.picklist(EFFECTS, `must be one of ${EFFECTS.join(', ')}; hold is reserved`),
  when: v.optional(
    v.strictObject({
      action: v.exactOptional(actions),
      requesterAccount: v.exactOptional(patterns),
      accepterAccount: v.exactOptional(patterns),
      region: v.exactOptional(patterns),
      acceptingRegion: v.exactOptional(patterns),
      vpcId: v.exactOptional(patterns),
      acceptingVpcId: v.exactOptional(patterns),
      tag: v.exactOptional(v.record(v.string(), patterns)),
      cidr: v.exactOptional(patterns),
    }),
    {},
  ),
});

/** Own account both ways, everything that concerns one's own side of a delete; others are denied. */
export const defaultRules = (accountId: string): readonly PolicyRule[] => [
  {
    name: 'own account',
    effect: 'allow',
    when: { requesterAccount: [accountId], accepterAccount: [accountId] },
  },
  {
    name: 'delete own side as requester',
    effect: 'allow',
    when: { action: ['delete'], requesterAccount: [accountId] },
  },
  {
    name: 'delete own side as accepter',
    effect: 'allow',
    when: { action: ['delete'], accepterAccount: [accountId] },
  },
];

const readJson = (text: string, readFile: (path: string) => string): unknown =>
  JSON.parse(/^\s*[[{]/.test(text) ? text : readFile(text.trim()));

/**
 * Reads `PEERFLOW_POLICY`: JSON, or the path of a JSON file. Every fault is reported with its place;
 * unknown keys are faults, because a misspelt condition would match everything.
 */
export const parsePolicy = (text: string, readFile: (path: string) => string): Parsed => {
  let json: unknown;
  try {
    json = readJson(text, readFile);
  } catch (error) {
    const detail = `is neither JSON nor the path of a JSON file: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, faults: [{ pointer: '', detail }] };
  }
  const parsed = v.safeParse(v.array(ruleSchema, 'must be a list of rules'), json);
  if (parsed.success) return { ok: true, rules: parsed.output };
  return {
    ok: false,
    faults: parsed.issues.map((issue) => ({
      pointer: (issue.path ?? []).map(({ key }) => `/${String(key)}`).join(''),
      detail: issue.message,
    })),
  };
};
