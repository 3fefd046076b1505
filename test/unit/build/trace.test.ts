import { SourceMap } from 'node:module';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { traced } from '../../../build/trace.ts';

const SOURCE = `const unused = 1;

export const fail = () => {
  throw new Error('x');
};`;

const { map, code } = transformSync(SOURCE, {
  loader: 'ts',
  format: 'cjs',
  sourcemap: true,
  sourcefile: '../lib/fail.ts',
});

/** Where the bundle throws. */
const line = code.split('\n').findIndex((text) => text.includes('throw')) + 1;
const column = (code.split('\n')[line - 1] ?? '').indexOf('throw') + 1;

const buildOf = () => ({ map: new SourceMap(JSON.parse(map)), hash: '1a2b3c4d' });

describe('a stack trace of production', () => {
  it.each([
    [`at fail (request@1a2b3c4d/main.js:${line}:${column})`, 'at fail (lib/fail.ts:4:3)'],
    [`at fail (/tmp/dist/request/main.js:${line}:${column})`, 'at fail (lib/fail.ts:4:3)'],
    [`at worker@1a2b3c4d/main.js:${line}:${column}`, 'at lib/fail.ts:4:3'],
    [
      JSON.stringify({ stack: `Error\n    at fail (request@1a2b3c4d/main.js:${line}:${column})` }),
      JSON.stringify({ stack: 'Error\n    at fail (lib/fail.ts:4:3)' }),
    ],
    ['at Module.load (node:internal/main.js:1:1)', 'at Module.load (node:internal/main.js:1:1)'],
    ['nothing of ours', 'nothing of ours'],
  ])('shows the places in the sources: %s', (text, expected) => {
    expect(traced(text, buildOf).text).toBe(expected);
  });

  it('is left alone and said to be of another build when its hash is another', () => {
    const text = `at fail (request@ffffffff/main.js:${line}:${column})`;

    const { text: result, warnings } = traced(text, buildOf);

    expect(result).toBe(text);
    expect(warnings).toEqual([
      'The trace is of request@ffffffff, the build is request@1a2b3c4d: check out what was deployed and build it',
    ]);
  });

  it('needs the name of the function where it shows none', () => {
    const text = `at fail (/code/main.js:${line}:${column})`;

    expect(traced(text, buildOf).warnings).toHaveLength(1);
    expect(traced(text, buildOf, 'poller')).toEqual({
      text: 'at fail (lib/fail.ts:4:3)',
      warnings: [],
    });
  });
});
