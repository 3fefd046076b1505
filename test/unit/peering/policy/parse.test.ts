import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../../lib/peering/policy/parse.ts';

const noFile = (): string => {
  throw new Error('ENOENT: no such file, open SECRET');
};
const parse = (policy: unknown) =>
  parsePolicy(typeof policy === 'string' ? policy : JSON.stringify(policy), noFile);
const faultsOf = (policy: unknown) => {
  const parsed = parse(policy);
  return parsed.ok ? [] : parsed.faults;
};
const named = (when: unknown, effect = 'allow') => [{ name: 'r', effect, when }];
const notCreate = ['accept', 'modify', 'delete'];

describe('a policy that has a member twice', () => {
  it.each([
    ['a name', '[{"name":"a","effect":"allow","name":"b"}]', 'name'],
    ['all conditions', '[{"name":"a","effect":"allow","when":{"vpcId":"v*"},"when":{}}]', 'when'],
    ['a condition', '[{"name":"a","effect":"allow","when":{"vpcId":"v*","vpcId":"*"}}]', 'vpcId'],
  ])('is a fault, because the rule would match more than it says: %s', (_, text, name) => {
    const faults = [{ pointer: '', detail: `has the member "${name}" more than once` }];
    expect(faultsOf(text)).toEqual(faults);
    expect(parsePolicy('policy.json', () => text)).toEqual({ ok: false, faults });
  });

  it('is none where two rules have members of one name', () => {
    const rules = [...named({ vpcId: 'vpc-a' }), { ...named({ vpcId: 'vpc-b' })[0], name: 's' }];
    expect(faultsOf(rules)).toEqual([]);
  });
});

describe('a policy that keeps the rules', () => {
  it.each<readonly [string, unknown]>([
    ['the least', [{ name: 'none', effect: 'deny' }]],
    ['no rule, which denies everything', []],
    ['one value', named({ vpcId: 'vpc-a' })],
    ['several values', named({ vpcId: ['vpc-a', 'vpc-*'] })],
    [
      'every key',
      named({
        action: notCreate,
        requesterAccount: '12*',
        accepterAccount: '*',
        region: 'cn-*',
        acceptingRegion: ['*-1', 'c*'],
        vpcId: '*',
        acceptingVpcId: 'vpc-*b',
        anyVpcId: 'v*',
        tag: { team: ['net', 'n*'] },
        cidr: ['10.0.0.0/8', 'fd00::/8', '192.168.1.1'],
        managed: true,
        force: false,
        via: ['http', 'smq:*', 'smq-topic:t', 'eventbridge:x', 'dest*', 'timer', 'direct'],
      }),
    ],
    ['a tag in a rule that cannot decide a create', named({ action: notCreate, tag: { a: 'b' } })],
    ['a tag where the accepter rejects', named({ tag: { a: 'b' } }, 'reject')],
    ['force of anything', named({ force: true })],
    ['force of a delete', named({ action: 'delete', force: true })],
    ['a reject where the accepter asks', named({ action: 'accept' }, 'reject')],
  ])('is taken: %s', (_, policy) => {
    expect(faultsOf(policy)).toEqual([]);
  });

  it('has lists for values, and merged blocks', () => {
    const cidr = ['10.0.0.0/9', '10.128.0.0/9', 'FD00::/8'];
    expect(parse(named({ vpcId: 'vpc-a', cidr }))).toMatchObject({
      rules: [
        { when: { vpcId: ['vpc-a'], cidr: expect.arrayContaining(['10.0.0.0/8', 'fd00::/8']) } },
      ],
    });
  });

  it.each(['\uFEFF', '', ' \n'])('may stand in a file, with %j before it', (before) => {
    const file = `${before}[{"name":"none","effect":"deny"}]`;
    const paths: string[] = [];
    const parsed = parsePolicy(' policy.json ', (path) => {
      paths.push(path);
      return file;
    });
    expect(parsed).toMatchObject({ ok: true, rules: [{ name: 'none', when: {} }] });
    expect(paths).toEqual(['policy.json']);
    expect(parsePolicy(file, noFile)).toMatchObject({ ok: true });
  });

  it('may stand in a file whose path has brackets', () => {
    expect(parsePolicy('team [net]/{policy}.json', () => '[]')).toEqual({ ok: true, rules: [] });
  });
});

describe('a fault of the policy', () => {
  it.each<readonly [string, unknown, string, RegExp]>([
    ['no list', {}, '', /must be a list of rules/],
    ['a rule that is none', ['x'], '/0', /must be an object/],
    ['a rule that is null', [null], '/0', /must be an object/],
    ['conditions that are null', named(null), '/0/when', /must be an object of conditions/],
    ['no name', [{ effect: 'deny' }], '/0/name', /is missing/],
    ['a blank name', [{ name: ' ', effect: 'deny' }], '/0/name', /is blank/],
    [
      'an effect that is reserved',
      [{ name: 'r', effect: 'hold' }],
      '/0/effect',
      /hold is reserved/,
    ],
    ['a key that is unknown', named({ regoin: 'cn-*' }), '/0/when/regoin', /did you mean region\?/],
    ['a key beside when', [{ name: 'r', effect: 'deny', whne: {} }], '/0/whne', /did you mean/],
    ['an empty list', named({ vpcId: [] }), '/0/when/vpcId', /is an empty list/],
    ['a blank', named({ vpcId: '' }), '/0/when/vpcId', /is blank/],
    ['a blank in a list', named({ vpcId: ['vpc-a', ' '] }), '/0/when/vpcId/1', /is blank/],
    ['blanks around', named({ region: ' cn-hangzhou' }), '/0/when/region', /has blanks around it/],
    ['a number', named({ vpcId: 5 }), '/0/when/vpcId', /must be a string or a list/],
    [
      'an action nobody asks about',
      named({ action: 'destroy' }),
      '/0/when/action',
      /matches no action/,
    ],
    [
      'an account that is none',
      named({ accepterAccount: 'me' }),
      '/0/when/accepterAccount',
      /no account id/,
    ],
    [
      'a leading zero',
      named({ requesterAccount: '0*' }),
      '/0/when/requesterAccount',
      /leading zero/,
    ],
    ['a region that is none', named({ region: 'china' }), '/0/when/region', /no region id/],
    [
      'a region that can be none',
      named({ acceptingRegion: 'china*' }),
      '/0/when/acceptingRegion',
      /no region id/,
    ],
    ['a VPC that is none', named({ anyVpcId: 'pcc-1' }), '/0/when/anyVpcId', /no VPC id/],
    ['a VPC that can be none', named({ vpcId: 'vsw-*' }), '/0/when/vpcId', /no VPC id/],
    ['a VPC without a name', named({ vpcId: 'vpc-' }), '/0/when/vpcId', /no VPC id/],
    ['a door that is none', named({ via: 'https' }), '/0/when/via', /can match no door/],
    ['a door without its name', named({ via: 'smq' }), '/0/when/via', /can match no door/],
    ['a block that is none', named({ cidr: '10.*' }), '/0/when/cidr', /must be a CIDR block/],
    [
      'a block that is too long',
      named({ cidr: '10.0.0.0/33' }),
      '/0/when/cidr',
      /must be a CIDR block/,
    ],
    [
      'a block with more bits',
      named({ cidr: ['fd00::/8', '10.1.0.0/8'] }),
      '/0/when/cidr/1',
      /without bits behind/,
    ],
    ['a flag as text', named({ managed: 'true' }), '/0/when/managed', /must be true or false/],
    ['force of a create', named({ action: 'create', force: true }), '/0/when/force', /delete only/],
    [
      'managed of a create',
      named({ action: 'create', managed: true }),
      '/0/when/managed',
      /no create/,
    ],
    [
      'reject of a create',
      named({ action: 'create' }, 'reject'),
      '/0/when/action',
      /must hold accept/,
    ],
    [
      'a tag that the requester writes',
      named({ tag: { a: 'b' } }),
      '/0/when/tag',
      /could decide a create/,
    ],
    [
      'a tag for any action',
      named({ action: '*', tag: { a: 'b' } }),
      '/0/when/tag',
      /could decide a create/,
    ],
    ['a tag in a deny', named({ tag: { a: 'b' } }, 'deny'), '/0/when/tag', /could decide a create/],
    [
      'a tag for a create among others',
      named({ action: ['accept', 'create'], tag: { a: 'b' } }),
      '/0/when/tag',
      /could decide a create/,
    ],
    [
      'a tag without values',
      named({ action: notCreate, tag: { a: [] } }),
      '/0/when/tag/a',
      /is an empty list/,
    ],
    [
      'a tag whose key has the marks of a pointer',
      named({ action: notCreate, tag: { 'a/b~c': [] } }),
      '/0/when/tag/a~1b~0c',
      /is an empty list/,
    ],
    ['a file that cannot be read', 'policy.json', '', /nor the path of a file that can be read/],
    ['no tag', named({ action: notCreate, tag: {} }), '/0/when/tag', /is empty/],
    [
      'a blank key of a tag',
      named({ action: notCreate, tag: { ' ': 'x' } }),
      '/0/when/tag',
      /blank key/,
    ],
  ])('tells its place and the rule: %s', (_, policy, pointer, detail) => {
    expect(faultsOf(policy)).toContainEqual({ pointer, detail: expect.stringMatching(detail) });
  });

  it('shows the beginning of a key that is unknown, however long', () => {
    const [fault] = faultsOf(named({ ['x'.repeat(1_000)]: 'y' }));
    expect(fault?.pointer).toBe(`/0/when/${'x'.repeat(64)}`);
  });

  it('is two rules of one name', () => {
    const two = [...named({}), ...named({ region: 'cn-*' })];
    expect(faultsOf(two)).toMatchObject([{ pointer: '/1/name' }]);
  });

  it('is told with every other one', () => {
    expect(faultsOf(named({ vpcId: '', cidr: 'x', via: 'y', regoin: 'z' }))).toHaveLength(4);
    expect(faultsOf([...named({ managed: 1 }), ...named({ vpcId: [] }), 5])).toHaveLength(3);
  });

  it.each<readonly [string, unknown]>([
    ['JSON that is broken', '[{"name":"SECRET"'],
    ['a file that is missing', 'SECRET.json'],
    ['an effect', [{ name: 'r', effect: 'SECRET' }]],
    ['a value', named({ region: 'SECRET_', cidr: 'SECRET', via: 'SECRET', action: 'SECRET' })],
    ['a flag', named({ managed: 'SECRET' })],
    [
      'two names',
      [
        { name: 'SECRET', effect: 'deny' },
        { name: 'SECRET', effect: 'deny' },
      ],
    ],
  ])('never shows a value: %s', (_, policy) => {
    const faults = faultsOf(policy);
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain('SECRET');
  });

  it('of a file never shows what is in it', () => {
    const parsed = parsePolicy('policy.json', () => '{"SECRET" 5}');
    expect(parsed).toEqual({
      ok: false,
      faults: [{ pointer: '', detail: 'names a file that is not valid JSON' }],
    });
  });
});
