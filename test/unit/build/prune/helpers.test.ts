import { describe, expect, it } from 'vitest';
import { type Helpers, shareHelpers } from '../../../../build/prune/helpers.ts';
import { SdkSource } from '../../../../build/prune/sdk-source.ts';

const ADD = 'var __add = (this && this.__add) || function (a, b) { return a + b; };';
const TWICE = 'var __twice = (this && this.__twice) || function (a) { return __add(a, a); };';

/** What becomes of a file, without its source map. */
const shared = (text: string, helpers: Helpers): string => {
  const source = new SdkSource(text);
  shareHelpers(source, helpers);
  return source.toString().replace(/\n\/\/# sourceMappingURL.*/, '');
};

describe('helpers of the TypeScript compiler', () => {
  it('are there once for all files that have the same', () => {
    const helpers: Helpers = new Map();

    const one = shared(`${ADD}\nexports.x = __add(1, 2);`, helpers);
    const other = shared(`"use strict";\n${ADD}\nexports.y = __add(3, 4);`, helpers);

    expect([...helpers.keys()]).toEqual([expect.stringMatching(/^__add-[0-9a-f]{8}$/)]);
    const taken = `var __add = require("helper:${[...helpers.keys()][0]}");`;
    expect(one).toBe(`${taken}\nexports.x = __add(1, 2);`);
    expect(other).toBe(`"use strict";\n${taken}\nexports.y = __add(3, 4);`);
  });

  it('come with the helpers that they need, and work', () => {
    const helpers: Helpers = new Map();

    shared(`${ADD}\n${TWICE}\nexports.x = __twice(2);`, helpers);

    const [[id, contents] = []] = helpers;
    expect(helpers.size).toBe(1);
    expect(id).toMatch(/^__twice-/);
    expect(new Function('module', `${contents}\nreturn module.exports(21);`).call({}, {})).toBe(42);
  });

  it('are others when their text is', () => {
    const helpers: Helpers = new Map();

    shared(`${ADD}\n__add(1, 2);`, helpers);
    shared(`${ADD.replace('a + b', 'b + a')}\n__add(1, 2);`, helpers);

    expect(helpers.size).toBe(2);
  });

  it('go where nothing uses them', () => {
    const helpers: Helpers = new Map();

    expect(shared(`${ADD}\nexports.x = 1;`, helpers).trim()).toBe('exports.x = 1;');
    expect(helpers.size).toBe(0);
  });
});
