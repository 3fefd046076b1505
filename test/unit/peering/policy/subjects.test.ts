import { describe, expect, it } from 'vitest';
import {
  canBeginWith,
  connectionSubject,
  createSubject,
  goneSubject,
  matchesPattern,
} from '../../../../lib/peering/policy/rule.ts';
import { ourTags } from '../../support/engine.ts';
import { createRequest } from '../queue/items.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';

const FACTS = { name: 'peerflow', accountId: ACCOUNT };
const OTHER = '283117732402483989';

describe('what policy judges', () => {
  it('of an action is the connection as observed', () => {
    const connection = connectionIn('Activated', {
      acceptingOwnerUid: OTHER,
      acceptingRegionId: 'cn-shanghai',
      acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.2.0.0/16'], ipv6Cidrs: ['fd00::/56'] },
      tags: [{ key: 'team', value: 'a' }],
    });
    expect(connectionSubject('delete', connection, FACTS, { via: 'http', force: true })).toEqual({
      action: 'delete',
      requesterAccount: ACCOUNT,
      accepterAccount: OTHER,
      region: 'cn-hangzhou',
      acceptingRegion: 'cn-shanghai',
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-b',
      tags: { team: 'a' },
      ranges: { requester: ['10.1.0.0/16'], accepter: ['10.2.0.0/16', 'fd00::/56'] },
      managed: false,
      via: 'http',
      force: true,
    });
  });

  it('counts as managed what we made, not what was adopted or only looks so', () => {
    const managed = (tags: ReturnType<typeof ourTags>, ownerId = ACCOUNT) =>
      connectionSubject('delete', connectionIn('Activated', { tags, ownerId }), FACTS).managed;
    expect(managed(ourTags('r'))).toBe(true);
    expect(managed(ourTags('r', 'Activated', { by: 'adopt' }))).toBe(false);
    expect(managed([])).toBe(false);
    expect(managed(ourTags('r').filter(({ key }) => !key.endsWith('options')))).toBe(false);
    expect(managed(ourTags('r'), OTHER)).toBe(false);
  });

  it('of a gone connection is its last look: it was ours', () => {
    const view = {
      instanceId: 'pcc-1',
      ownerId: ACCOUNT,
      acceptingOwnerUid: OTHER,
      regionId: 'cn-hangzhou',
      acceptingRegionId: 'cn-shanghai',
      vpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: ['fd00::/56'] },
      acceptingVpc: { vpcId: 'vpc-b' },
    };
    const tags = [{ key: 'team', value: 'a' }];
    expect(goneSubject('routes', { ...view, tags }, FACTS, { via: 'timer' })).toEqual({
      action: 'routes',
      requesterAccount: ACCOUNT,
      accepterAccount: OTHER,
      region: 'cn-hangzhou',
      acceptingRegion: 'cn-shanghai',
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-b',
      tags: { team: 'a' },
      ranges: { requester: ['10.1.0.0/16', 'fd00::/56'], accepter: [] },
      managed: true,
      via: 'timer',
    });
    expect(goneSubject('routes', view, FACTS)).toMatchObject({ tags: {}, managed: true });
    for (const part of ['ownerId', 'acceptingOwnerUid', 'regionId', 'acceptingRegionId'] as const)
      expect(goneSubject('routes', { ...view, [part]: undefined }, FACTS), part).toBe(undefined);
    for (const side of ['vpc', 'acceptingVpc'] as const)
      expect(goneSubject('routes', { ...view, [side]: undefined }, FACTS), side).toBe(undefined);
  });

  it('of a create is the request; its ranges only where they were read', () => {
    const request = createRequest({ acceptingAliUid: OTHER, acceptingRegionId: 'cn-shanghai' });
    expect(createSubject(request, ACCOUNT)).toEqual({
      action: 'create',
      requesterAccount: ACCOUNT,
      accepterAccount: OTHER,
      region: 'cn-hangzhou',
      acceptingRegion: 'cn-shanghai',
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-b',
      tags: {},
      ranges: {},
      via: undefined,
    });
    const ranges = { requester: ['10.0.0.0/8'] };
    expect(createSubject(request, ACCOUNT, { ranges, via: 'timer' })).toMatchObject({
      ranges,
      via: 'timer',
    });
  });
});

describe('a pattern', () => {
  it.each([
    ['vpc-a', 'vpc-a', true],
    ['vpc-a', 'VPC-A', true],
    ['vpc-a', 'vpc-ab', false],
    ['', '', true],
    ['*', '', true],
    ['a*', 'ab', true],
    ['a*', 'ba', false],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c', false],
    ['a*b*b', 'ab', false],
    ['a*bc*c', 'abc', false],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'aba', false],
    ['a*a', 'a', false],
    ['*x*', 'x', true],
    ['*b*', 'a', false],
  ])('%s against %s: %s', (pattern, value, isMatch) => {
    expect(matchesPattern(pattern, value)).toBe(isMatch);
  });

  it.each([
    ['smq:q', 'smq:', true],
    ['smq:', 'smq:', false],
    ['s*', 'smq:', true],
    ['smq:q*', 'smq:', true],
    ['q*smq:', 'smq:', false],
    ['xsmq:', 'smq:', false],
    ['*', 'smq:', true],
  ])('%s can fit what begins with %s: %s', (pattern, beginning, isPossible) => {
    expect(canBeginWith(pattern, beginning)).toBe(isPossible);
  });
});
