import { describe, expect, it } from 'vitest';
import {
  failureOf,
  httpStatusOf,
  isOwnCode,
  ownFailure,
} from '../../../../lib/peering/errors/failure.ts';
import { categoryRemedies } from '../../../../lib/peering/errors/rows/families.ts';
import { ownRows } from '../../../../lib/peering/errors/rows/own.ts';
import { routeRows } from '../../../../lib/peering/errors/rows/routes.ts';
import { ownCodes, serviceCodes } from '../../../../lib/peering/errors/table.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';

const HAN = /\p{Script=Han}/u;

/** Codes that the HTTP API, findings and events promise, with their HTTP status. */
const PROMISED = {
  InvalidRequest: 400,
  PolicyDenied: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  PreconditionFailed: 412,
  UnsupportedMediaType: 415,
  TooLarge: 413,
  IdempotencyKeyReused: 422,
  NotConfigured: 503,
  Internal: 500,
  AcceptByHand: 409,
  NeverSeen: 404,
  NoRouteTable: 409,
  RoutesHandedOver: 409,
  RouteConflict: 409,
  PairRefused: 409,
  ConnectionGone: 409,
  PreflightFailed: 409,
} as const;

describe('failures', () => {
  it('of a call hold the text, code and request id of the service', () => {
    const error = new ApiError({
      kind: 'api',
      operation: 'CreateVpcPeerConnection',
      code: 'QuotaExceeded.VpcPeerCountPerVpc',
      message: 'The quota is exceeded.',
      status: 400,
      requestId: 'R-1',
    });

    expect(failureOf(error)).toEqual({
      code: 'QuotaExceeded.VpcPeerCountPerVpc',
      message: 'The quota is exceeded.',
      category: 'quota',
      retryable: false,
      remedy: expect.stringContaining('Quota Center'),
      apiRequestId: 'R-1',
    });
    expect(failureOf(error, 'zh').remedy).toMatch(HAN);
  });

  it('of a call that passes are retryable', () => {
    const error = new ApiError({
      kind: 'api',
      operation: 'any',
      code: 'OperationFailed.LastTokenProcessing',
      message: '',
      status: 400,
    });
    expect(failureOf(error)).toMatchObject({ category: 'conflict', retryable: true });
  });

  it('of Peerflow itself are in the language asked for', () => {
    expect(ownFailure('PairRefused', 'why')).toMatchObject({
      code: 'PairRefused',
      message: 'why',
      category: 'state',
      retryable: false,
      remedy: expect.stringContaining('request id'),
    });
    expect(ownFailure('PairRefused', 'why', 'zh').remedy).toMatch(HAN);
  });

  it.each(Object.entries(PROMISED))('%s is a code of Peerflow and answers %i', (code, status) => {
    const row = ownRows().find(({ codes }) => codes.some((each) => each === code));
    expect(isOwnCode(code)).toBe(true);
    expect(httpStatusOf(code, row?.category ?? expect.fail())).toBe(status);
  });

  it('have no request id where the service told none', () => {
    const error = new ApiError({ kind: 'timeout', operation: 'any', code: 'Timeout', message: '' });
    expect(failureOf(error)).not.toHaveProperty('apiRequestId');
  });

  it('have no row twice', () => {
    const codes = [...ownCodes(), ...serviceCodes()].map(([code]) => code);
    for (const known of [
      'PolicyDenied',
      'QuotaExceeded.VpcPeerCountPerVpc',
      'Throttling*',
      '*.NotFound',
    ])
      expect(codes).toContain(known);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('remedies', () => {
  it('exist in both languages or in neither', () => {
    for (const [code, { en, zh }] of [...ownCodes(), ...serviceCodes()]) {
      expect([code, en === undefined]).toEqual([code, zh === undefined]);
      if (zh !== undefined) expect([code, zh]).toEqual([code, expect.stringMatching(HAN)]);
    }
  });

  it('exist for every category in both languages', () => {
    for (const { en, zh } of Object.values(categoryRemedies())) {
      expect(en).not.toMatch(HAN);
      expect(zh).toMatch(HAN);
    }
  });

  // They are read in problems, `Failed` events and health: nothing more is done then for what they are about.
  it('promise nothing that Peerflow does by itself', () => {
    const rows = [...ownCodes(), ...serviceCodes()].map(([, row]) => row);
    for (const { en = '', zh = '' } of [...rows, ...Object.values(categoryRemedies())])
      expect([en, zh]).toEqual([
        expect.not.stringMatching(/by itself|Peerflow (waits|tries|retries|takes)/),
        expect.not.stringMatching(/Peerflow 会|自动重试|自动等待/),
      ]);
  });

  it('exist for every code of Peerflow itself and of route entries', () => {
    for (const { codes, en } of [...ownRows(), ...routeRows()])
      expect([codes, en]).toEqual([codes, expect.any(String)]);
  });
});
