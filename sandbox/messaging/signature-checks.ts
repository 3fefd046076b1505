import type { Clock } from '../clock.ts';
import type { Key } from '../cloud/credentials.ts';
import type { Allows } from '../platform/ports.ts';

/** What it takes to know a caller, and what it may do. */
export interface SignatureChecks {
  readonly find: (accessKeyId: string) => Key | undefined;
  /** For dates of requests, and when temporary keys end. */
  readonly clock: Pick<Clock, 'now' | 'isNear'>;
  readonly allows: Allows;
}
