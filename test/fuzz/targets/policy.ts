import fc from 'fast-check';
import type { CreateRequest } from '../../../lib/peering/model/request.ts';
import { evaluatePolicy } from '../../../lib/peering/policy/evaluate.ts';
import { parsePolicy } from '../../../lib/peering/policy/parse.ts';
import {
  connectionSubject,
  createSubject,
  matchesPattern,
} from '../../../lib/peering/policy/rule.ts';
import { createRequest } from '../../unit/peering/queue/items.ts';
import { ACCOUNT, connectionIn } from '../../unit/peering/samples.ts';
import { POLICY_TEXTS } from '../corpus.ts';
import { texts } from '../mutate.ts';
import { must, mustBePrintable, type Target } from '../target.ts';

const noFile = (): string => {
  throw new Error('there is no file');
};

const SETTINGS = { accountId: ACCOUNT };
const REQUESTS: readonly CreateRequest[] = [
  createRequest(),
  createRequest({ acceptingAliUid: '283117732402483989', acceptingRegionId: 'cn-shanghai' }),
];
const CIRCUMSTANCES = { via: 'smq:peerflow-requests', force: true } as const;

export const policies: Target<string> = {
  name: 'policies',
  inputs: texts(POLICY_TEXTS),
  corpus: POLICY_TEXTS,
  check: (text) => {
    const parsed = parsePolicy(text, noFile);
    if (!parsed.ok) {
      must(parsed.faults.length > 0, 'A policy that is refused without a fault');
      for (const { pointer, detail } of parsed.faults) {
        mustBePrintable(pointer, 'A pointer');
        mustBePrintable(detail, 'A detail');
      }
      return;
    }
    const settings = { ...SETTINGS, policy: parsed.rules };
    const subjects = [
      ...REQUESTS.map((request) => createSubject(request, ACCOUNT, { via: 'http' })),
      connectionSubject(
        'delete',
        connectionIn('Activated'),
        { ...SETTINGS, name: 'peerflow' },
        CIRCUMSTANCES,
      ),
    ];
    for (const subject of subjects) {
      const { rule, effect } = evaluatePolicy(settings, subject);
      const isKnown = parsed.rules.some(({ name }) => name === rule);
      must(isKnown || effect === 'deny', 'No rule allows this, and it is allowed', rule);
    }
  },
};

/** Patterns with many stars, against values that nearly match. */
export const patterns: Target<readonly [string, string]> = {
  name: 'patterns',
  inputs: fc.oneof(
    fc.tuple(fc.string({ maxLength: 40 }), fc.string({ maxLength: 200 })),
    fc.tuple(
      fc.integer({ min: 1, max: 60 }).map((stars) => `${'*a'.repeat(stars)}b`),
      fc.integer({ min: 1, max: 2_000 }).map((length) => 'a'.repeat(length)),
    ),
  ),
  corpus: [
    ['*', ''],
    ['vpc-*', 'vpc-a'],
    ['*a*a*a*a*a*b', 'a'.repeat(2_000)],
  ],
  check: ([pattern, value]) => {
    must(typeof matchesPattern(pattern, value) === 'boolean', 'A pattern without an answer');
    must(matchesPattern('*', value), '* does not match everything', value);
    if (!pattern.includes('*'))
      must(
        matchesPattern(pattern, value) === (pattern.toLowerCase() === value.toLowerCase()),
        'A pattern without a star is not an equality',
        [pattern, value],
      );
  },
};
