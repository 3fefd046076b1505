import type { Facts } from '../../../../../lib/peering/preflight/facts.ts';

/** What is known of a pair, and what preflight says of it: severity, code and pointer. */
export type Row = readonly [name: string, facts: Facts, findings: readonly string[]];
