import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../../lib/peering/policy/parse.ts';
import {
  defaultRules,
  type PolicyRule,
  type PolicySubject,
} from '../../../../lib/peering/policy/rule.ts';
import { evaluate, OTHER, OWN } from './support.ts';

const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');

/** The policies of docs/policy.md in order: the first look, the default, and five examples. */
const policies: readonly (readonly PolicyRule[])[] = [
  ...page.matchAll(/```json\n([\s\S]*?)```/g),
].map(([, json = '']) => {
  const parsed = parsePolicy(json.replaceAll('"OWN"', `"${OWN}"`), () => '');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.rules;
});
const [, byDefault, partner = [], never = [], production = [], byHand = [], accepter = []] =
  policies;

const own = { accepterAccount: OWN };
const across = (...ranges: readonly string[]) => ({ ranges: { accepter: ranges } });
const asks = { action: 'accept', asker: 'accepter' } as const;

describe('docs/policy.md', () => {
  it('has seven policies, one of them the default', () => {
    expect(policies).toHaveLength(7);
    expect(byDefault).toEqual(defaultRules(OWN));
  });

  it.each<readonly [string, readonly PolicyRule[], Partial<PolicySubject>, string]>([
    ['1', partner, { vpcId: 'vpc-hub', ...across('10.80.0.0/16') }, 'partner in its block'],
    [
      '1',
      partner,
      { vpcId: 'vpc-hub', ...across('10.80.0.0/16', '192.168.0.0/16') },
      'no rule matched',
    ],
    ['1', partner, { vpcId: 'vpc-hub' }, 'no rule matched'],
    ['1', partner, { vpcId: 'vpc-hub', action: 'read' }, 'partner in its block'],
    ['1', partner, { action: 'delete', managed: true }, 'what we made'],
    [
      '2',
      never,
      { ...own, ranges: { requester: ['10.1.0.0/16'], accepter: ['172.16.0.0/12'] } },
      'never the core network',
    ],
    [
      '2',
      never,
      { ...own, ranges: { requester: ['172.20.0.0/16'], accepter: ['10.0.0.0/7'] } },
      'never the core network',
    ],
    ['2', never, own, 'never the core network'],
    [
      '2',
      never,
      { ...own, ranges: { requester: ['172.20.0.0/16'], accepter: ['172.16.0.0/16'] } },
      'own account',
    ],
    [
      '3',
      production,
      { ...own, vpcId: 'vpc-prod1', via: 'smq:pipeline-requests' },
      'production by the pipeline',
    ],
    [
      '3',
      production,
      { ...own, acceptingVpcId: 'vpc-prod1', via: 'http' },
      'production by nobody else',
    ],
    [
      '3',
      production,
      { ...own, acceptingVpcId: 'vpc-prod1', action: 'routes', via: 'timer' },
      'routes of what stands',
    ],
    ['3', production, { ...own, via: 'http' }, 'test'],
    ['4', byHand, { action: 'routes' }, 'no routes by a function'],
    ['4', byHand, { action: 'read' }, 'reading is fine'],
    ['4', byHand, { action: 'create' }, 'connections'],
    ['5', accepter, { ...asks, ...across('10.80.0.0/16') }, 'test network'],
    ['5', accepter, { ...asks, acceptingVpcId: 'vpc-core1', ...across('172.16.0.0/12') }, 'core'],
    ['5', accepter, { ...asks, ...across('172.16.0.0/12') }, 'no rule matched'],
    ['5', accepter, { ...asks }, 'no rule matched'],
    ['5', accepter, { acceptingVpcId: 'vpc-core1', ...across('172.16.0.0/12') }, 'by hand'],
  ])('example %s is decided as it says', (_, policy, over, decisive) => {
    expect(evaluate(policy, { accepterAccount: OTHER, ...over }).rule).toBe(decisive);
  });
});
