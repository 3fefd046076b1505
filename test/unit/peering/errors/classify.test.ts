import { describe, expect, it } from 'vitest';
import {
  classify,
  isDryRunSuccess,
  isNotFound,
  isPassing,
  isRefusedSession,
  isTokenInUse,
  patternOf,
} from '../../../../lib/peering/errors/classify.ts';
import { missingCredentials, NO_CREDENTIALS } from '../../../../lib/peering/errors/failure.ts';
import { serviceCodes } from '../../../../lib/peering/errors/table.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';

const errorOf = (code: string, status = 400, requestId = 'R-1') =>
  new ApiError({ kind: 'api', operation: 'AnyOperation', code, message: '', status, requestId });

const reasonOf = (code: string, status?: number) => classify(errorOf(code, status)).reason;

/** What Terraform's route and peering resources and Kyma's controller wait for. */
const WAITED_FOR = [
  ['Conflict.Operation', 'conflict'],
  ['TaskConflict', 'conflict'],
  ['OperationConflict', 'conflict'],
  ['IncorrectRouteEntryStatus', 'conflict'],
  ['IncorrectStatus.VpcRouteEntry', 'conflict'],
  ['VPC_ROUTE_ENTRY_STATUS_ERROR', 'conflict'],
  ['OperationFailed.DistibuteLock', 'conflict'],
  ['ConcurrentUpdateError', 'conflict'],
  ['Throttling.User', 'throttled'],
  ['Throttling', 'throttled'],
  ['Rejected.Throttling', 'throttled'],
  ['Throttling.DeepPageSkip', 'throttled'],
  ['IncorrectStatus.Vpc', 'pending'],
  ['IncorrectStatus.AcceptingVpc', 'pending'],
  ['IncorrectStatus.VpcPeer', 'transient'],
  ['IncorrectVpcStatus', 'transient'],
  ['IncorrectVSwitchStatus', 'transient'],
  ['IncorrectHaVipStatus', 'transient'],
  ['IncorrectInstanceStatus', 'transient'],
  ['InvalidVBRStatus', 'transient'],
  ['IncorrectStatus.Ipv4Gateway', 'transient'],
  ['IncorrectStatus.Ipv6Address', 'transient'],
  ['IncorrectStatus.MultiScopeRiRouteEntry', 'transient'],
  ['IncorrectStatus.RouteTableStatus', 'transient'],
  ['IncorrectStatus.RouterInterface', 'transient'],
  ['IncorrectStatus.PrefixList', 'transient'],
  ['IncorrectStatus.VSwitch', 'transient'],
  ['LastTokenProcessing', 'transient'],
  ['ServiceUnavailable', 'transient'],
  ['SystemBusy', 'transient'],
  ['UnknownError', 'transient'],
  ['Forbbiden', 'transient'],
] as const;

/** Codes without a row of their own whose last part says that they pass. */
const SAY_THAT_THEY_PASS = [
  ['OperationFailed.LastTokenProcessing', 'transient'],
  ['OperationDenied.LastTokenProcessing', 'transient'],
  ['IdempotentProcessing', 'transient'],
  ['Forbidden.TaskProcessing', 'transient'],
  ['OperationFailed.OperationInProgress', 'transient'],
  ['OperationDenied.TaskConflict', 'conflict'],
  ['OperationFailed.OperationConflict', 'conflict'],
  ['BandwidthPackageOperation.conflict', 'conflict'],
  ['SYSTEM.CONCURRENT_OPERATE', 'conflict'],
  ['OperationFailed.DistributedLock', 'conflict'],
  ['Invalid.ResourceBusy', 'transient'],
  ['OperationDenied.SystemBusy', 'transient'],
  ['Forbidden.OperationTooFrequent', 'transient'],
  ['OperationFailed.Timeout', 'transient'],
  ['OperationFailed.RequestTimeout', 'transient'],
  ['InvalidStatus.Creating', 'transient'],
  ['IncorrectInstanceStatus.Initializing', 'transient'],
  ['OperationFailed.TryAgainLater', 'transient'],
  ['OperationFailed.InternalError', 'transient'],
  ['Forbidden.Throttling', 'throttled'],
  ['QpsLimitExceeded', 'throttled'],
  ['TooManyRequests', 'throttled'],
  ['ResourceThrottled', 'throttled'],
  ['FunctionResourceExhausted', 'throttled'],
] as const;

/** The last part names a parameter, a lasting conflict or a kind of thing. */
const FOR_GOOD = [
  ['InvalidParameter.Timeout', 'invalid'],
  ['MissingVisibilityTimeout', 'invalid'],
  ['RouterEntryConflict.Duplicated', 'conflict'],
  ['RouteConflict.AlreadyExist', 'conflict'],
  ['InvalidCIDRBlock.Duplicate', 'conflict'],
  ['IdempotentParameterMismatch', 'conflict'],
  ['QuotaExceeded', 'quota'],
  ['QuotaExceeded.Foo', 'quota'],
  ['InvalidCidrBlock', 'invalid'],
  ['InvalidRouteTableId.NotFound', 'notfound'],
  ['InvalidInstanceId.NotFound', 'notfound'],
  ['InvalidVSwitchId.NotFound', 'notfound'],
  ['InvalidRegion.NotFound', 'invalid'],
  ['OperationDenied.VpcIpv6NotEnabled', 'unsupported'],
  ['OperationDenied', 'denied'],
  ['OperationDenied.FinancialLocked', 'denied'],
  ['OperationFailed.ViolativeVpcPeer', 'unsupported'],
  ['OperationFailed.Whatever', 'unsupported'],
  ['InvalidSecurityToken.Malformed', 'denied'],
  ['InvalidSecurityToken.MismatchWithAccessKey', 'denied'],
  ['InvalidAccessKeyId.NotFound', 'denied'],
  ['InvalidCredentials', 'denied'],
  ['IncompleteSignature', 'denied'],
  ['IllegalParam.NextToken', 'invalid'],
] as const;

const TOKEN_OR_CLOCK = [
  ['InvalidSecurityToken.Expired', 400],
  ['SecurityTokenExpired', 403],
  ['StsAccessIdExpired', 403],
  ['ExpiredToken', 403],
  ['InvalidTimeStamp.Expired', 400],
  ['InvalidTimeStamp.Format', 400],
  ['IllegalTimestamp', 400],
  ['RequestTimeTooSkewed', 403],
  ['SignatureNonceUsed', 400],
  ['TimeExpired', 408],
] as const;

describe('classify', () => {
  it.each(WAITED_FOR)('waits for %s: %s', (code, reason) => {
    expect(reasonOf(code)).toBe(reason);
  });

  it.each(SAY_THAT_THEY_PASS)('takes %s at its word: %s', (code, reason) => {
    expect(reasonOf(code)).toBe(reason);
    expect(reasonOf(code, 403)).toBe(reason);
  });

  it.each(FOR_GOOD)('does not wait for %s: %s', (code, category) => {
    expect(classify(errorOf(code))).toEqual({ category, reason: 'never' });
  });

  it.each(TOKEN_OR_CLOCK)('takes %s for trouble that passes', (code, status) => {
    expect(classify(errorOf(code, status))).toEqual({ category: 'service', reason: 'transient' });
  });

  it('takes a status error that comes as 403 for passing all the same', () => {
    expect(reasonOf('IncorrectInstanceStatus', 403)).toBe('transient');
  });

  it.each([
    ['a 5xx with a code of the request', errorOf('InvalidParameter', 500), 'service', 'transient'],
    ['a 5xx of a known code', errorOf('QuotaExceeded', 503), 'service', 'transient'],
    ['a 429 of any code', errorOf('Whatever', 429), 'throttled', 'throttled'],
    ['a 408 of any code', errorOf('Whatever', 408), 'service', 'transient'],
    ['a 404 of any code', errorOf('Whatever', 404), 'notfound', 'never'],
    ['a 403 of any code', errorOf('Whatever', 403), 'denied', 'never'],
    ['a 400 of any code', errorOf('Whatever', 400), 'invalid', 'never'],
  ] as const)('understands %s by its status', (_, error, category, reason) => {
    expect(classify(error)).toEqual({ category, reason });
  });

  it('takes no answer at all for transient', () => {
    const lost = new ApiError({ kind: 'network', operation: '', code: 'Odd', message: '' });
    expect(classify(lost)).toEqual({ category: 'service', reason: 'transient' });
  });

  it('tells a code of its own from the same code of a service', () => {
    expect(classify({ code: 'TooLarge' }).category).toBe('invalid');
    expect(classify(errorOf('TooLarge', 403)).category).toBe('denied');
  });

  it('is quick over a code of any length', () => {
    const started = process.cpuUsage();
    for (const part of ['Throttl', 'Operation.', 'A', 'Processing', '.Expired', 'Concurrent'])
      classify(errorOf(`${part.repeat(200_000)}!`));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1_000);
  });

  it.each(['constructor', '__proto__', 'toString', ''])('knows no code %j', (code) => {
    expect(classify(errorOf(code))).toEqual({ category: 'invalid', reason: 'never' });
  });
});

describe('what a code is understood by', () => {
  it.each([
    ['QuotaExceeded.Bandwidth', 'QuotaExceeded.Bandwidth'],
    ['QuotaExceeded.Foo', 'QuotaExceeded.*'],
    ['Throttling.User', 'Throttling*'],
    ['InvalidVSwitchId.NotFound', '*.NotFound'],
    ['PolicyDenied', 'PolicyDenied'],
    ['OperationDenied.TaskConflict', undefined],
    ['Whatever', undefined],
  ])('%s: %s', (code, pattern) => {
    expect(patternOf(code)).toBe(pattern);
  });

  it('is each single code itself, whatever other ones share its remedy', () => {
    const single = serviceCodes().flatMap(([code]) => (code.includes('*') ? [] : [code]));
    expect(single.length).toBeGreaterThan(100);
    expect(single.filter((code) => patternOf(code) !== code)).toEqual([]);
  });
});

describe('errors that mean something particular', () => {
  it('says that there is no such connection for every code that says it, and for no other', () => {
    expect(isNotFound(errorOf('ResourceNotFound.InstanceId'))).toBe(true);
    expect(isNotFound(errorOf('ResourceNotFound.VpcPeer'))).toBe(true);
    expect(isNotFound(errorOf('InvalidInstanceIds.NotFound'))).toBe(true);
    expect(isNotFound(errorOf('InvalidVpcId.NotFound', 404))).toBe(false);
    expect(isNotFound(errorOf('MalformedResponse', 404))).toBe(false);
    expect(isNotFound({ code: 'ResourceNotFound.InstanceId' })).toBe(false);
  });

  it('knows a token that another call has in use', () => {
    expect(isTokenInUse(errorOf('OperationFailed.LastTokenProcessing'))).toBe(true);
    expect(isTokenInUse(errorOf('OperationFailed.IdempotentProcessing'))).toBe(true);
    expect(isTokenInUse(errorOf('LastTokenProcessing.Failed'))).toBe(false);
    expect(isTokenInUse(errorOf('OperationFailed.Processing'))).toBe(false);
  });

  it('knows a dry run that passed', () => {
    expect(isDryRunSuccess(errorOf('DryRunOperation'))).toBe(true);
    expect(isDryRunSuccess(errorOf('DryRun'))).toBe(false);
  });

  it('knows a session that is refused, whether it ended or was revoked', () => {
    for (const code of [
      'InvalidSecurityToken.Expired',
      'InvalidSecurityToken.Malformed',
      'InvalidAccessKeyId.NotFound',
      'SecurityTokenExpired',
    ])
      expect([code, isRefusedSession(errorOf(code))]).toEqual([code, true]);
    expect(isRefusedSession(errorOf('Forbidden.RAM', 403))).toBe(false);
    expect(isRefusedSession(errorOf('NoPermission', 403))).toBe(false);
  });
});

describe('what passes', () => {
  it.each<readonly [string, number | undefined, boolean]>([
    ['Throttling', 400, true],
    ['Throttling', 503, true],
    ['ServiceUnavailable', 503, true],
    ['QuotaExceeded', 400, false],
    ['QuotaExceeded', 500, true],
    ['QuotaExceeded', undefined, false],
    ['Whatever', 401, false],
    ['Whatever', undefined, true],
  ])('%s with status %s: %s', (code, status, passes) => {
    expect(isPassing({ code, ...(status === undefined ? {} : { status }) })).toBe(passes);
  });

  it('keeps the reason that its code gives, whatever the status is', () => {
    expect(classify({ code: 'TaskConflict', status: 503 })).toMatchObject({ reason: 'conflict' });
    expect(classify({ code: 'Whatever', status: 401 })).toEqual({
      category: 'denied',
      reason: 'never',
    });
  });

  it('is told from errors alone, not from objects that look like them', () => {
    for (const is of [isDryRunSuccess, isRefusedSession, isNotFound])
      for (const code of ['DryRunOperation', 'InvalidSecurityToken.Expired', 5, undefined])
        expect(is({ code })).toBe(false);
    for (const is of [isDryRunSuccess, isRefusedSession, isNotFound]) {
      expect(is(new Error('without a code'))).toBe(false);
      expect(is(Object.assign(new Error('odd'), { code: 5 }))).toBe(false);
      expect(is(undefined)).toBe(false);
    }
  });
});

describe('a call for which there are no credentials', () => {
  it('is denied, whichever call it is', () => {
    expect(missingCredentials('GetQueue')).toMatchObject({
      kind: 'api',
      operation: 'GetQueue',
      code: NO_CREDENTIALS,
      status: 403,
    });
    expect(missingCredentials().operation).toBe('credentials');
    expect(classify(missingCredentials())).toEqual({ category: 'denied', reason: 'never' });
    expect(NO_CREDENTIALS).toBe('InvalidCredentials');
  });
});
