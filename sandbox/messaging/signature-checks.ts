import type { Key } from '../cloud/credentials.ts';
import type { Allows } from '../platform/ports.ts';

/** What it takes to know a caller, and what it may do. */
export interface SignatureChecks {
  readonly find: (accessKeyId: string) => Key | undefined;
  /** Real time: dates of requests. */
  readonly now: () => number;
  /** Business clock: when temporary keys end. */
  readonly businessNow: () => number;
  readonly allows: Allows;
}
