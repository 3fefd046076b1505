import type { Remedies } from './types.ts';

/** Codes that one remedy serves. */
export const sharing = (remedy: string, ...codes: readonly string[]): Remedies =>
  codes.map((code) => [code, remedy] as const);
