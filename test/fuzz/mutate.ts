import fc from 'fast-check';

/** Pieces that break parsers, patterns and log lines. */
const PIECES: readonly string[] = [
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '\ud800',
  '\u0000',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u2028',
  '\r\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '{"a":',
  '[[[[',
  '__proto__',
  '"__proto__":{"x":1},',
  '"constructor":{},',
  '"toString":1,',
  '1e999',
  '-0',
  '9007199254740993',
  '0x10',
  'NaN',
  'null',
  'true',
  '""',
  '<script>',
  '$(env)',
  '%2F',
  '%00',
  '../',
  'http://x?y=z',
  'Authorization: Bearer S1',
  'peerflow',
  '"peerflow":"watch",',
  '"action":"delete",',
  '::ffff:10.0.0.1/128',
  '10.0.0.0/33',
  'fe80::1%eth0/64',
  '/0',
  ';',
  '=',
  'é',
  '😀',
  'A'.repeat(200),
];

type Mutation = (text: string) => string;

const at = (text: string, share: number): number => Math.floor(share * text.length);
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const insertions = fc
  .tuple(share, fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })))
  .map(
    ([where, piece]): Mutation =>
      (text) =>
        text.slice(0, at(text, where)) + piece + text.slice(at(text, where)),
  );
const cuts = fc.tuple(share, fc.nat(40)).map(
  ([where, length]): Mutation =>
    (text) =>
      text.slice(0, at(text, where)) + text.slice(at(text, where) + length),
);
const ends = share.map(
  (where): Mutation =>
    (text) =>
      text.slice(0, at(text, where)),
);
const repetitions = fc
  .tuple(share, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 300 }))
  .map(
    ([where, length, times]): Mutation =>
      (text) => {
        const from = at(text, where);
        const part = text.slice(from, from + length);
        return text.slice(0, from) + part.repeat(times) + text.slice(from);
      },
  );
const WRAPPINGS: readonly Mutation[] = [
  (text) => Buffer.from(text).toString('base64'),
  (text) => JSON.stringify(text),
  (text) => `[${text},${text}]`,
  (text) => `{"specversion":"1.0","id":"e","source":"s","type":"t","data":${text}}`,
  (text) => JSON.stringify({ requestContext: {}, requestPayload: text }),
  (text) => `\ufeff${text}`,
  (text) => ` \n\t${text}\n`,
];
const wrappings = fc.constantFrom(...WRAPPINGS);

const mutations = fc.oneof(
  { weight: 5, arbitrary: insertions },
  { weight: 3, arbitrary: cuts },
  { weight: 1, arbitrary: ends },
  { weight: 1, arbitrary: repetitions },
  { weight: 2, arbitrary: wrappings },
);

const MAX_LENGTH = 400_000;

/** A text of the corpus with up to six changes, which may wrap, cut, blow up or poison it. */
export const mutated = (corpus: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...corpus), fc.array(mutations, { maxLength: 6 }))
    .map(([text, changes]) =>
      changes.reduce((each, change) => (each.length > MAX_LENGTH ? each : change(each)), text),
    );

const depth = fc.integer({ min: 1, max: 30_000 });

/** Texts without end, without a bottom, or without a meaning. */
export const strange: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json({ maxDepth: 6 }),
  depth.map((levels) => '['.repeat(levels)),
  depth.map((levels) => '{"a":'.repeat(levels)),
  depth.map((levels) => `${'['.repeat(levels)}1${']'.repeat(levels)}`),
  depth.map((times) => `{${'"a":1,'.repeat(times)}"b":2}`),
  depth.map((times) => `"${'\\'.repeat(times)}`),
  depth.map((times) => '9'.repeat(times)),
  depth.map((times) => 'A'.repeat(times)),
);

/** Either of the two: mostly what is nearly right. */
export const texts = (corpus: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: mutated(corpus) }, { weight: 1, arbitrary: strange });

/** Bytes as a trigger brings them: a text, or one with bytes that are no text. */
export const bytes = (corpus: readonly string[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 8, arbitrary: texts(corpus).map((text) => Buffer.from(text)) },
    {
      weight: 1,
      arbitrary: texts(corpus).map((text) => Buffer.from(text.slice(0, 2_000), 'utf16le')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(mutated(corpus), fc.uint8Array({ maxLength: 8 }), share)
        .map(([text, odd, where]) => {
          const whole = Buffer.from(text);
          const from = Math.floor(where * whole.length);
          return Buffer.concat([whole.subarray(0, from), odd, whole.subarray(from)]);
        }),
    },
  );
