import type { CloudFault } from '../../../sandbox/cloud/fault.ts';
import type { FaultKind, FaultRule } from './rules.ts';

/** A fault as the official core throws it. */
export const thrown = (fault: CloudFault): Error =>
  Object.assign(new Error(fault.message), {
    statusCode: fault.status,
    code: fault.code,
    requestId: 'SIM-0000',
    ...(fault.headers['x-acs-retry-after']
      ? { retryAfter: Number(fault.headers['x-acs-retry-after']) }
      : {}),
  });

/** An error that a service answers with, as the official core throws it. */
export const answered = (code: string, statusCode: number): Error =>
  Object.assign(new Error(`${code} (simulated)`), { statusCode, code, requestId: 'SIM-0001' });

/** The code and status by which a service refuses, for the kinds of faults that are not the line's. */
export type Refusals = Partial<
  Readonly<Record<FaultKind, { readonly code: string; readonly status: number }>>
>;

const UNAVAILABLE = { code: 'ServiceUnavailable', status: 503 };

/** What the official core throws for each kind of fault. */
export const errorOfCore =
  (refusals: Refusals) =>
  ({ kind, code, retryAfterMs }: FaultRule): Error => {
    switch (kind) {
      case 'html':
        return new SyntaxError('Unexpected token < in JSON at position 0');
      case 'reset':
      case 'lost':
        return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      case 'hang':
        return Object.assign(new Error('ReadTimeout: no answer'), { name: 'RequestTimeoutError' });
      default: {
        const usual = refusals[kind] ?? UNAVAILABLE;
        const error = answered(code ?? usual.code, usual.status);
        return retryAfterMs ? Object.assign(error, { retryAfter: retryAfterMs }) : error;
      }
    }
  };
