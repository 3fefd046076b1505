import fc from 'fast-check';
import { STATUSES } from '../../../lib/peering/model/connection.ts';
import {
  canonical,
  contains,
  excludeRanges,
  isV6,
  overlaps,
  prefixLength,
} from '../../../lib/peering/network/cidr.ts';
import { blockFault } from '../../../lib/peering/policy/evaluate.ts';
import {
  credible,
  formatOptions,
  parseOptions,
  parseState,
  readTags,
  STATE_WORDS,
} from '../../../lib/peering/state/tags.ts';
import { ACCOUNT, connectionIn } from '../../unit/peering/samples.ts';
import { BLOCK_TEXTS, TAG_TEXTS } from '../corpus.ts';
import { mutated, texts } from '../mutate.ts';
import { must, mustBePrintable, type Target } from '../target.ts';

const octet = fc.nat(255);
const v4 = fc
  .tuple(octet, octet, octet, octet, fc.nat(32))
  .map(([a, b, c, d, prefix]) => `${a}.${b}.${c}.${d}/${prefix}`);
const v6 = fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, prefix]) => `${address}/${prefix}`);
const short = (text: string): string => text.slice(0, 300);
const blocks = fc.oneof(v4, v6, mutated(BLOCK_TEXTS).map(short), fc.constantFrom(...BLOCK_TEXTS));

export const cidr: Target<readonly [string, string, string]> = {
  name: 'cidr',
  inputs: fc.tuple(blocks, blocks, blocks),
  corpus: BLOCK_TEXTS.map((each) => [each, '10.0.0.0/9', 'fd00::/9'] as const),
  check: ([a, b, c]) => {
    must(overlaps(a, b) === overlaps(b, a), 'Overlaps depends on the order', [a, b]);
    if (contains(a, b)) must(overlaps(a, b), 'It contains what it does not overlap', [a, b]);
    if (contains(a, b) && contains(b, c))
      must(contains(a, c), 'contains is not transitive', [a, b, c]);
    must(canonical(canonical(a)) === canonical(a), 'Two canonical spellings', a);
    if (contains(a, a)) {
      must(contains(canonical(a), a) && contains(a, canonical(a)), 'Another block', a);
      must(prefixLength(a) >= 0 && prefixLength(a) <= (isV6(a) ? 128 : 32), 'prefix', a);
      for (const rest of excludeRanges(a, [b, c])) {
        must(contains(a, rest), 'What is left lies outside', [a, b, c, rest]);
        const isTaken = (other: string) => contains(other, other) && overlaps(other, rest);
        must(!isTaken(b) && !isTaken(c), 'What is left was taken', [a, b, c, rest]);
      }
    }
    const fault = blockFault(a);
    if (fault !== undefined) mustBePrintable(fault, 'A fault');
  },
};

export const tags: Target<readonly string[]> = {
  name: 'tags',
  inputs: fc.array(texts(TAG_TEXTS).map(short), { minLength: 3, maxLength: 3 }),
  corpus: TAG_TEXTS.map((each) => ['order-1', each, each]),
  check: ([request = '', options = '', state = '']) => {
    const parsed = parseOptions(options);
    if (parsed)
      must(
        formatOptions(parseOptions(formatOptions(parsed)) ?? parsed) === formatOptions(parsed),
        'Options differ when they are written and read again',
        options,
      );
    const word = parseState(state);
    for (const status of STATUSES)
      must(STATE_WORDS.includes(credible(word, status)), 'No state word', [word, status]);
    const connection = connectionIn('Activated', {
      tags: [
        { key: 'peerflow:request', value: request },
        { key: 'peerflow:options', value: options },
        { key: 'peerflow:state', value: state },
      ],
    });
    must(readTags(connection, { name: 'peerflow', accountId: ACCOUNT }) !== null, 'Tags lost');
    must(readTags(connection, { name: 'peerflow', accountId: '1' }) === null, 'Tags of others');
  },
};
