import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import * as v from 'valibot';
import { ACTIONS, type Action } from '../../../lib/peering/model/request.ts';
import { SCHEMAS } from '../../../lib/peering/request/fields.ts';
import { textFaults } from '../../../lib/peering/request/findings.ts';
import { MAX_TAGS } from '../../../lib/peering/state/tags.ts';
import { BODIES } from '../corpus.ts';
import { must, type Target } from '../target.ts';

type Body = Readonly<Record<string, unknown>>;
type Case = readonly [Action, Body];

const ajv = new Ajv({ strict: true, strictRequired: false });
const validators = new Map(
  ACTIONS.map((action) => {
    const file = new URL(`../../../docs/request-schemas/${action}.json`, import.meta.url);
    return [action, ajv.compile(JSON.parse(readFileSync(file, 'utf8')))];
  }),
);

/** Values about the edges of every rule of a field. */
const edges = fc.oneof(
  fc.constantFrom<unknown>(
    'cn-hangzhou',
    'vpc-bp1gsk7h12ew7oegk',
    'pcc-lnk0m24khwvtkm7jdt',
    'rg-acfm',
    '283117732402483989',
    '0',
    'Gold',
    'both',
    'auto',
    'strict',
    'http://x',
    'a HTTPS://x',
    'order-1',
    '订单',
    '😀😀',
    'a\u0085b',
    '\ud800',
    '',
    null,
    0,
    1,
    1.5,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 53 - 1,
    2 ** 53,
    true,
    false,
  ),
  fc
    .tuple(fc.constantFrom('a', '网', '😀', '1'), fc.constantFrom(1, 2, 20, 21, 64, 65, 128, 129))
    .map(([unit, times]) => unit.repeat(times)),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const tag = fc.record({ key: edges, value: edges }, { requiredKeys: [] });
const values = fc.oneof(
  { weight: 6, arbitrary: edges },
  { weight: 1, arbitrary: fc.array(tag, { maxLength: 20 }) },
);

const camel = (body: object): Body =>
  Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value]),
  );

const ofAction = (action: Action): fc.Arbitrary<Case> => {
  const known = Object.keys(SCHEMAS[action].entries).filter((key) => key !== 'action');
  const whole = BODIES.map(camel).find((body) => (body.action ?? 'create') === action) ?? {};
  return fc
    .array(fc.tuple(fc.constantFrom(...known), values), { maxLength: 3 })
    .map((changes): Case => [action, { ...whole, ...Object.fromEntries(changes) }]);
};

const tagsOf = ({ tag: tags }: Body): number => (Array.isArray(tags) ? tags.length : 0);

/** The documents that callers validate against before they send say what the functions say. */
export const schemas: Target<Case> = {
  name: 'schemas',
  inputs: fc.oneof(
    { weight: 4, arbitrary: ofAction('create') },
    ...ACTIONS.map((action) => ({ weight: 1, arbitrary: ofAction(action) })),
  ),
  corpus: [['create', { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' }]],
  check: ([action, given]) => {
    const body: Body = JSON.parse(JSON.stringify(given));
    const isTaken =
      v.is(SCHEMAS[action], body) && textFaults(body).length === 0 && tagsOf(body) <= MAX_TAGS;
    const isDocumented = validators.get(action)?.(body);
    must(isTaken === isDocumented, `Functions say ${isTaken}, the document ${isDocumented}`, given);
  },
};
