import { describe, expect, it } from 'vitest';
import { REMEDIES_EN } from '../../../../lib/peering/errors/remedies/en.ts';
import { treat } from '../../../../lib/peering/errors/treat.ts';
import { VPC_ROWS } from '../../../../lib/peering/errors/vpc-rows.ts';
import { ApiError } from '../../../../lib/peering/model/api-error.ts';

const treated = (code: string, status = 400) =>
  treat(new ApiError({ kind: 'api', operation: 'CreateRouteEntries', code, message: '', status }));

const HOUR = 3600_000;

/** What Terraform's route resources wait for. */
const WAITED_FOR = [
  ['TaskConflict', 6 * HOUR],
  ['OperationConflict', 6 * HOUR],
  ['IncorrectRouteEntryStatus', 6 * HOUR],
  ['VPC_ROUTE_ENTRY_STATUS_ERROR', 6 * HOUR],
  ['OperationFailed.DistibuteLock', 6 * HOUR],
  ['Throttling.User', 6 * HOUR],
  ['IncorrectVpcStatus', HOUR],
  ['IncorrectVSwitchStatus', HOUR],
  ['IncorrectHaVipStatus', HOUR],
  ['IncorrectInstanceStatus', HOUR],
  ['InvalidVBRStatus', HOUR],
  ['IncorrectStatus.Ipv4Gateway', HOUR],
  ['IncorrectStatus.Ipv6Address', HOUR],
  ['LastTokenProcessing', HOUR],
  ['IncorrectStatus.VpcPeer', HOUR],
  ['IncorrectStatus.MultiScopeRiRouteEntry', HOUR],
  ['IncorrectStatus.RouteTableStatus', HOUR],
  ['ServiceUnavailable', HOUR],
  ['SystemBusy', HOUR],
  ['UnknownError', HOUR],
  ['IncorrectStatus.RouterInterface', HOUR],
  ['IncorrectStatus.PrefixList', HOUR],
  ['Forbbiden', HOUR],
] as const;

const FOR_GOOD = [
  ['InvalidCIDRBlock.Duplicate', 'conflict'],
  ['QuotaExceeded', 'quota'],
  ['InvalidCidrBlock', 'invalid'],
  ['InvalidRouteTableId.NotFound', 'notfound'],
  ['OperationDenied.VpcIpv6NotEnabled', 'unsupported'],
  ['OperationDenied', 'denied'],
] as const;

describe('errors of route entries', () => {
  it.each(WAITED_FOR)('%s is waited for, %i ms', (code, giveUpAfterMs) => {
    expect(treated(code)).toMatchObject({ retryable: true, giveUpAfterMs });
  });

  it('a status error that comes as 403 is waited for all the same', () => {
    expect(treated('IncorrectInstanceStatus', 403).retryable).toBe(true);
  });

  it.each(FOR_GOOD)('%s is for good, %s', (code, category) => {
    expect(treated(code)).toMatchObject({ retryable: false, category });
  });

  it('have a remedy of their own, each of them', () => {
    const known = new Set(REMEDIES_EN.map(([code]) => code));
    const without = VPC_ROWS.map(([code]) => code).filter((code) => !known.has(code));
    expect(without).toEqual([]);
  });
});
