import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { CHECKS } from '../../../../lib/peering/preflight/checks/index.ts';
import type { Facts } from '../../../../lib/peering/preflight/facts.ts';
import { factsWith, not, ok, table, vpcOf, vSwitch } from './facts.ts';
import { OVERLAPS } from './rows/overlaps.ts';
import { many, QUOTAS } from './rows/quotas.ts';
import { ROUTES } from './rows/routes.ts';
import { UNREAD } from './rows/unread.ts';
import { VPCS } from './rows/vpcs.ts';

const findingsOf = (facts: Facts) => CHECKS.flatMap((check) => check(facts));
const shownOf = (facts: Facts) =>
  findingsOf(facts).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`.trim());

describe.each([
  ['VPCs', VPCS],
  ['overlaps', OVERLAPS],
  ['routes', ROUTES],
  ['quotas', QUOTAS],
  ['what could not be read', UNREAD],
])('preflight on %s', (_, rows) => {
  test.each(rows)('%s', (__, facts, findings) => {
    expect(shownOf(facts)).toEqual(findings);
  });
});

describe('findings', () => {
  const all = [...VPCS, ...OVERLAPS, ...ROUTES, ...QUOTAS, ...UNREAD].flatMap(([, facts]) =>
    findingsOf(facts),
  );

  it('are in the page about preflight, every one of them', () => {
    const page = readFileSync(new URL('../../../../docs/preflight.md', import.meta.url), 'utf8');
    const codes = new Set(all.map(({ code }) => code));
    expect(codes.size).toBeGreaterThan(14);
    for (const code of codes) expect(page).toContain(`\`${code}\``);
  });

  it('say what was seen and what to do', () => {
    for (const { detail, remedy, evidence, severity } of all) {
      expect(detail.length).toBeGreaterThan(20);
      expect(remedy.length).toBeGreaterThan(20);
      if (severity !== 'info') expect(Object.keys(evidence ?? {}).length).toBeGreaterThan(0);
    }
  });

  it('name the ranges of an overlap by their kind', () => {
    const [, facts] = OVERLAPS[1] ?? [];
    const [finding] = facts ? findingsOf(facts) : [];
    expect(finding?.evidence).toEqual({
      pairs: [
        {
          vpcCidr: '10.1.2.0/24',
          vpcRange: 'secondary',
          acceptingVpcCidr: '10.1.0.0/16',
          acceptingVpcRange: 'primary',
          overlap: '10.1.2.0/24',
        },
      ],
      count: 1,
    });
  });

  it('tell a harmless overlap from one of vSwitches, and from one nobody could look into', () => {
    const same = { vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.0.0/16' })) };
    const overlapping = factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      { ...same, vSwitches: ok([vSwitch('10.0.0.0/20')]) },
    );
    const unknown = factsWith({}, { ...same, vSwitches: not('Forbidden.RAM') });
    const detailOf = (facts: Facts) =>
      findingsOf(facts).find(({ code }) => code === 'CidrOverlap')?.detail;

    expect(shownOf(overlapping)).toEqual(['error VSwitchOverlap', 'warning CidrOverlap']);
    expect(detailOf(factsWith({}, same))).toContain('None of their vSwitches overlap');
    expect(detailOf(overlapping)).toContain('Some of their vSwitches overlap too');
    expect(detailOf(unknown)).toContain('could not be read');
  });

  it('keep evidence bounded, with the count of all', () => {
    const wide = ok(vpcOf('accepter', { cidrBlock: '192.168.0.0/16' }));
    const crowded = factsWith({ tables: ok([table(ok(many(150)))]) }, { vpc: wide });
    const [finding] = findingsOf(crowded);
    expect(finding).toMatchObject({ code: 'RouteMoreSpecific', evidence: { count: 150 } });
    expect(finding?.evidence?.entries).toHaveLength(50);
  });

  it('carry the code and request id of a call that failed', () => {
    const [finding] = findingsOf(factsWith({ vSwitches: not('Forbidden.RAM') }));
    expect(finding).toMatchObject({
      evidence: { code: 'Forbidden.RAM', apiRequestId: 'REQ-1' },
      remedy: expect.stringContaining('role of the function'),
    });
  });

  it('ask for a role where none leads to the other account', () => {
    const accessError = not('NotConfigured', { operation: 'AssumeRole', status: 403 });
    const facts = factsWith({}, { vpc: accessError, vSwitches: accessError, tables: accessError });
    expect(findingsOf(facts)[0]?.remedy).toContain('PEERFLOW_ACCEPTER_ROLE');
  });
});
