import fc from 'fast-check';
import { readJson } from '../../../lib/intake/json/read.ts';
import type { Request } from '../../../lib/peering/model/request.ts';
import {
  bodyFingerprint,
  canonicalBody,
  clientTokenOf,
  derivedRequestId,
  isRequestId,
} from '../../../lib/peering/request/identify.ts';
import { validateRequest } from '../../../lib/peering/request/validate.ts';
import { MAX_TAGS, requestTagValue } from '../../../lib/peering/state/tags.ts';
import { facts } from '../../unit/peering/samples.ts';
import { BODIES, REQUEST_TEXTS } from '../corpus.ts';
import { mutated } from '../mutate.ts';
import { must, mustBePrintable, type Target } from '../target.ts';

type Body = Readonly<Record<string, unknown>>;

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.bigInt(),
  fc.constantFrom('', ' ', null, -1, 0, 1e21, 2 ** 53, true, [], {}),
);

/** A request with some members replaced, added or respelled. */
const bentBodies: fc.Arbitrary<Body> = fc
  .tuple(
    fc.constantFrom(...BODIES),
    fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(...BODIES.flatMap((body) => Object.keys(body))),
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
        ),
        odd,
      ),
      { maxLength: 5 },
    ),
  )
  .map(([body, changes]) => Object.fromEntries([...Object.entries(body), ...changes]));

const textBodies: fc.Arbitrary<Body> = mutated(REQUEST_TEXTS).map((text) => {
  const read = readJson(Buffer.from(text));
  return read.ok && isBody(read.value) ? read.value : {};
});

const manyTags: fc.Arbitrary<Body> = fc.integer({ min: 0, max: 3_000 }).map((count) => ({
  ...BODIES[0],
  tag: Array.from({ length: count }, (_, at) => ({ key: `k${at}`, value: '\u200b' })),
}));

/** What passed once passes again as a task carries it: the same request, as JSON. */
const mustPassAgain = (request: Request): void => {
  const again = validateRequest(JSON.parse(JSON.stringify(request)), facts);
  must(again.ok, 'A request that passed does not pass again', again);
  if (again.ok)
    must(
      canonicalBody(again.request) === canonicalBody(request),
      'It differs when it is held against the schema again',
      [request, again.request],
    );
};

export const requests: Target<Body> = {
  name: 'requests',
  inputs: fc.oneof(bentBodies, textBodies, manyTags),
  corpus: BODIES.map((body) => ({ ...body })),
  check: (body) => {
    const valid = validateRequest(body, facts);
    if (valid.ok) {
      const { request } = valid;
      mustPassAgain(request);
      must(/^[0-9a-f]{16}$/.test(bodyFingerprint(request)), 'fingerprint');
      if (request.action === 'create')
        must(request.tag.length <= MAX_TAGS, 'Too many tags', request.tag.length);
      return;
    }
    must(valid.errors.length > 0 && valid.errors.length <= 50, 'errors', valid.errors.length);
    must(valid.errorCount >= valid.errors.length, 'errorCount', valid.errorCount);
    for (const { pointer, detail } of valid.errors) {
      mustBePrintable(pointer, 'A pointer');
      mustBePrintable(detail, 'A detail');
    }
  },
};

export const ids: Target<string> = {
  name: 'ids',
  inputs: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 140 }),
    fc.constantFrom('acs:x', 'ALIYUN', 'http://x', 'x'.repeat(129)),
  ),
  corpus: ['order-1', 'acs:order', ''],
  check: (id) => {
    const derived = derivedRequestId(id);
    must(isRequestId(derived), 'A derived id is no request id', derived);
    const tag = requestTagValue(id);
    must(!/^(?:aliyun|acs:)/i.test(tag), 'A tag value begins with a reserved word', tag);
    must(tag.length <= 128 && !/https?:\/\//i.test(tag), 'A tag value that is refused', tag);
    const token = clientTokenOf({ requestId: id, action: 'create', dryRun: false });
    must(/^[\x21-\x7e]{1,64}$/.test(token), 'A ClientToken over 64 ASCII', token);
  },
};
