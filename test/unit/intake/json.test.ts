import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect, isObject, readJson, textOf } from '../../../lib/intake/json/read.ts';
import {
  duplicateMember,
  endOfString,
  exactJson,
  isOverLimits,
  opensList,
  parseExact,
  splitList,
} from '../../../lib/peering/json-scan.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const blank = fc.constantFrom('', ' ', '\n', '\t\r\n ');
/** Strings with what a scanner trips over. */
const tricky = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('"', '\\', '\\\\"', '[{', '}],', '{"a":1}', '\\u0022', ':'),
);
const value = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 5, -0.5, 1e21),
    tricky,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(tricky, tie('json'), { maxKeys: 3 }),
  ),
})).json;

describe('a list taken apart without parsing it', () => {
  const parts = (text: string, most = 100) => {
    const found = splitList(bytes(text), most);
    return Array.isArray(found) ? found.map(String) : found;
  };

  it('has the entries that a parser finds, each with its own bytes', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), blank, (list, space) => {
        const text = `${space}[${space}${list.map((each) => JSON.stringify(each)).join(`${space},${space}`)}${space}]${space}`;
        const found = parts(text);
        expect(Array.isArray(found) && found.map((each) => JSON.parse(each))).toEqual(
          JSON.parse(text),
        );
      }),
    );
  });

  it.each<readonly [string, unknown]>([
    ['[]', []],
    ['[ ]', []],
    ['[1,2]', ['1', '2']],
    ['[1,]', ['1', '']],
    ['[[1,2],{"a":[3,4]}]', ['[1,2]', '{"a":[3,4]}']],
    ['["]",","]', ['"]"', '","']],
    ['{"a":[1]}', undefined],
    ['"[1]"', undefined],
    ['', undefined],
    ['[1', undefined],
    ['[1,2', undefined],
    ['["a', undefined],
    ['[1]]', undefined],
    ['[1],', undefined],
    ['[1] 2', undefined],
    ['[1][2]', undefined],
    ['[1],[2]', undefined],
    ['[1}', undefined],
    ['[{"a":1}}', undefined],
    ['[1] "', undefined],
    ['[,]', ['', '']],
    ['[ ,1]', [' ', '1']],
    ['[1]\n', ['1']],
  ])('%j: %j', (text, entries) => {
    expect(parts(text)).toEqual(entries);
  });

  it('is too long by one entry', () => {
    expect(parts('[1,2,3]', 3)).toHaveLength(3);
    expect(parts('[1,2,3]', 2)).toBe('too-many');
    expect(parts('[1,2,3,4', 2)).toBe('too-many');
  });

  it('opens with its bracket, blanks before it or not', () => {
    expect(['[', ' \n[', '{', '', ' '].map((text) => opensList(bytes(text)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the end of a string', () => {
  it.each([
    ['"a"', 2],
    ['""', 1],
    ['"\\""', 3],
    ['"\\\\"', 3],
    ['"\\\\\\""', 5],
    ['"a', -1],
    ['"\\"', -1],
  ])('of %j is at %i', (text, end) => {
    expect(endOfString(bytes(text), 0)).toBe(end);
  });
});

describe('the limits of JSON before it is parsed', () => {
  const limits = { depth: 2, values: 4 };

  it.each<readonly [string, string | undefined]>([
    ['[[1]]', undefined],
    ['[[[1]]]', 'depth'],
    ['{"a":{"b":1}}', undefined],
    ['{"a":{"b":[]}}', 'depth'],
    ['[1,2,3]', undefined],
    ['[1,2,3,4]', 'values'],
    ['"[[[[[["', undefined],
    ['["[[[", "{{{{"]', undefined],
    ['[[', undefined],
    ['[[[', 'depth'],
    ['["a', undefined],
  ])('%j: %s', (text, over) => {
    expect(isOverLimits(bytes(text), limits)).toBe(over);
  });
});

describe('a member that an object has twice', () => {
  it.each<readonly [string, string | undefined]>([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a" :1,"a"\n:2}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'b'],
    ['[{"a":1},{"a":2}]', undefined],
    ['{"a":{"a":1}}', undefined],
    ['{"a":{"b":1},"b":2}', undefined],
    ['{"a":"a","b":"a"}', undefined],
    ['{"a":["a","a"]}', undefined],
    ['{"x":{"a":1},"y":{"a":1},"x":1}', 'x'],
    ['{"\\":1', undefined],
    ['{"a', undefined],
    ['"a":1', undefined],
    ['{"a":1,"a":2,"b":1,"b":2}', 'a'],
    ['{"\\x":1,"\\x":2}', '\\x'],
  ])('of %j is %s', (text, name) => {
    expect(duplicateMember(bytes(text))).toBe(name);
  });

  it('is found wherever it stands, and nowhere else', () => {
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        expect(duplicateMember(bytes(text))).toBeUndefined();
        expect(duplicateMember(bytes(`{"twice":${text},"b":0,"twice":1}`))).toBe('twice');
      }),
    );
  });
});

describe('integers of JSON', () => {
  it.each<readonly [string, unknown]>([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9007199254740993', -9_007_199_254_740_993n],
    ['[253460731706911258]', [253_460_731_706_911_258n]],
    ['{"a":253460731706911258,"b":1}', { a: 253_460_731_706_911_258n, b: 1 }],
    ['"253460731706911258"', '253460731706911258'],
    ['"\\"253460731706911258"', '"253460731706911258'],
    ['["253460731706911258",253460731706911258]', ['253460731706911258', 253_460_731_706_911_258n]],
    ['["\\\\",253460731706911258]', ['\\', 253_460_731_706_911_258n]],
    ['["a\\\\\\"1",253460731706911258]', ['a\\"1', 253_460_731_706_911_258n]],
    ['2534607317069112.5', 2_534_607_317_069_112.5],
    ['1e30', 1e30],
    ['12345678901234567e2', Number('12345678901234567e2')],
  ])('%s is %s', (text, parsed) => {
    expect(parseExact(text)).toEqual(parsed);
  });

  it('come back as they were, and all else as JSON has it', () => {
    const deep = fc.oneof(value, fc.array(fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n })));
    fc.assert(
      fc.property(deep, (json) => {
        const text = exactJson(json);
        expect(text).not.toContain('"-');
        expect(exactJson(parseExact(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(value, (json) => {
        expect(parseExact(JSON.stringify(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  it('go back as bare digits, each of them; texts of digits stay texts', () => {
    expect(exactJson([1n, -2n, '3', { a: 4n }])).toBe('[1,-2,"3",{"a":4}]');
  });

  it('of nothing are nothing', () => {
    expect(exactJson(undefined)).toBe('');
  });
});

describe('what forbids to look at an item', () => {
  const nested = (levels: number): unknown => {
    let inner: unknown = 1;
    for (let level = 0; level < levels; level++) inner = [inner];
    return inner;
  };

  it.each<readonly [string, unknown, object | undefined]>([
    ['64 levels', nested(64), undefined],
    ['65 levels', nested(65), { pointer: '' }],
    [
      'a name that reaches prototypes',
      JSON.parse('{"a":[{"__proto__":1}]}'),
      { pointer: '/a/0/__proto__' },
    ],
    ['another', { constructor: 1 }, { pointer: '/constructor' }],
    ['a third', { a: { prototype: 1 } }, { pointer: '/a/prototype' }],
    ['such a name as a value', { a: 'constructor' }, undefined],
    ['a name with ~ and /', { 'a~/b': { prototype: 1 } }, { pointer: '/a~0~1b/prototype' }],
    [
      'a long name',
      { ['x'.repeat(1_000)]: { prototype: 1 } },
      { pointer: `/${'x'.repeat(64)}/prototype` },
    ],
    ['128 KB of text', 'x'.repeat(128 * 1024 - 2), undefined],
    ['one more', 'x'.repeat(128 * 1024 - 1), { pointer: '' }],
    ['128 KB of a name', { ['x'.repeat(128 * 1024)]: 1 }, { pointer: '' }],
    ['many small values', Array.from({ length: 128 * 1024 }, () => 1), { pointer: '' }],
    ['null', null, undefined],
  ])('%s', (_, item, finding) => {
    if (finding) expect(inspect(item)).toMatchObject(finding);
    else expect(inspect(item)).toBeUndefined();
  });
});

describe('bytes that are no JSON', () => {
  it.each<readonly [string, Buffer, RegExp]>([
    ['nothing', bytes(''), /^is empty$/],
    ['gzip', Buffer.from([0x1f, 0x8b, 0x08]), /gzip/],
    ['UTF-16, marked', Buffer.from([0xff, 0xfe, 0x7b, 0]), /UTF-16/],
    ['UTF-16, the other way round', Buffer.from([0xfe, 0xff, 0, 0x7b]), /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('{}', 'utf16le'), /UTF-16/],
    ['no text', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /not UTF-8/],
    ['a control character', bytes('{"a":"\u0001"}'), /control character \\u0001/],
    ['an end that comes too early', bytes('{"a":'), /ends too early/],
    ['a string without an end', bytes('{"a":"b'), /ends too early/],
    ['a fault in the middle', bytes('{"a":1,}'), /from character 7 on/],
    ['a fault further on', bytes('{"a":"0123456789",}'), /from character 18 on/],
    ['a word that is none', bytes('x'), /^is not valid JSON$/],
    ['a member twice', bytes('{"a":1,"a":1}'), /has the member "a" more than once/],
    ['too many levels', bytes('['.repeat(81)), /deeper than 80/],
  ])('are told what they are: %s', (_, input, detail) => {
    expect(readJson(input)).toMatchObject({
      ok: false,
      error: { pointer: '', detail: expect.stringMatching(detail) },
    });
  });

  it('may have a byte-order mark before them, and 80 levels', () => {
    expect(readJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ ok: true, value: { a: 1 } });
    expect(readJson(bytes(`${'['.repeat(80)}${']'.repeat(80)}`)).ok).toBe(true);
  });
});

describe('a value of JSON', () => {
  it.each<readonly [unknown, string | undefined]>([
    ['a', 'a'],
    ['', undefined],
    [0, '0'],
    [false, 'false'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [null, undefined],
    [undefined, undefined],
    [['a'], undefined],
    [{ toString: () => 'a' }, undefined],
  ])('%o as text is %j: only a scalar has one', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it('is an object where it has fields, and not entries', () => {
    expect([{}, { a: 1 }, [], null, 'a', 5, undefined].map(isObject)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
