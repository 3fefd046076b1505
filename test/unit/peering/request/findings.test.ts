import { describe, expect, it } from 'vitest';
import { pointerTo, shown, textFaults } from '../../../../lib/peering/request/findings.ts';
import { spell, validateRequest } from '../../../../lib/peering/request/validate.ts';
import { facts } from '../samples.ts';

describe('a value in a finding', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;

  it.each<readonly [unknown, string]>([
    ['text', 'text'],
    [5, '5'],
    [5n, '5'],
    [{ a: 5n, b: 'x' }, '{"a":"5","b":"x"}'],
    [[1, 2n], '[1,"2"]'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['a\u200bb', 'a\\u200bb'],
    [cyclic, 'object'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), `${'x'.repeat(100)}…`],
  ])('%#: is short, on one line, and never an exception', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

describe('a pointer', () => {
  it('escapes ~ and /, cuts long names, and shows what cannot be seen', () => {
    expect(pointerTo('a~b/c')).toBe('/a~0b~1c');
    expect(pointerTo('x'.repeat(101))).toBe(`/${'x'.repeat(100)}`);
    expect(pointerTo('a\u0000')).toBe('/a\\u0000');
  });
});

describe('what a finding says', () => {
  const detailsOf = (body: Readonly<Record<string, unknown>>) => {
    const result = validateRequest(body, facts);
    return result.ok ? [] : result.errors.map(({ detail }) => detail);
  };

  it('is that a field is missing, or what it must be and what it is', () => {
    expect(detailsOf({ vpcId: 'vpc-a', acceptingVpcId: 'vsw-b' })).toEqual([
      'is missing',
      'must be a VPC id such as vpc-bp1gsk7h12ew7oegk (got "vsw-b")',
    ]);
    expect(detailsOf({ action: 'drop' })).toEqual([
      'must be one of create, accept, reject, modify, delete (got "drop")',
    ]);
  });

  it('names the nearest field, or whose field it is', () => {
    const base = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
    expect(detailsOf({ ...base, bandwith: 1 })[0]).toContain('did you mean bandwidth?');
    expect(detailsOf({ ...base, acceptVpcId: 1 })[0]).toContain('did you mean acceptingVpcId?');
    expect(detailsOf({ ...base, zzzzzzzzzzzz: 1 })[0]).toContain('the nearest one is ');
    expect(detailsOf({ ...base, instanceId: 'pcc-1' })[0]).toBe(
      'is a field of accept, reject, modify, delete, not of this action',
    );
    expect(detailsOf({ ...base, VpcId: 'vpc-a' })[0]).toBe(
      'is given twice, as vpcId and in PascalCase',
    );
  });

  it('is listed fifty times at most, and counted always', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`zz${at}`, at]));
    const result = validateRequest({ action: 'reject', instanceId: 'pcc-1', ...many }, facts);
    expect(result).toMatchObject({ ok: false, errorCount: 70 });
    if (!result.ok) expect(result.errors).toHaveLength(50);
    const names = { known: ['a'], ownerOf: () => undefined, at: '/tag/0' };
    const { findings } = spell(many, names);
    expect(findings[49]).toMatchObject({ pointer: '/tag/0/zz49' });
    expect(findings[50]).toEqual({ pointer: '/tag/0', detail: '' });
  });
});

describe('wrong tags beyond fifty', () => {
  it('are counted, and the first fifty listed', () => {
    const tag = Array.from({ length: 60 }, () => ({ key: 5 }));
    const base = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
    const result = validateRequest({ ...base, tag }, facts);
    expect(result).toMatchObject({ ok: false, errorCount: 61 });
    if (!result.ok)
      expect(result.errors.map(({ pointer }) => pointer)).toEqual(
        tag.slice(0, 50).map((_, at) => `/tag/${at}/key`),
      );
  });
});

describe('texts that hold what no field may', () => {
  it('are found anywhere, names and lists included', () => {
    const found = textFaults({ a: ['ok', { 'b\u0007': 'x' }], c: [{ d: 'y\ud800' }] });
    expect(found).toEqual([
      { pointer: '/a/1/b\\u0007', detail: 'holds the control character \\u0007' },
      { pointer: '/c/0/d', detail: 'holds the half of a surrogate pair \\ud800' },
    ]);
  });
});
