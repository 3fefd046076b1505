import type { Key } from '../cloud/credentials.ts';

/** What checking a signature takes. */
export interface SignatureChecks {
  readonly find: (accessKeyId: string) => Key | undefined;
  /** Real time: dates of requests. */
  readonly now: () => number;
  /** Business clock: when temporary keys end. */
  readonly businessNow: () => number;
}
