import type { Finding } from '../../model/finding.ts';
import type { RouteEntry } from '../../network/model.ts';

/** Entries that a finding shows. */
const MAX_SHOWN = 50;

const shown = (entry: RouteEntry) => ({
  routeTableId: entry.routeTableId,
  routeEntryId: entry.routeEntryId,
  destinationCidrBlock: entry.destinationCidrBlock,
  routeEntryName: entry.routeEntryName,
});

/** What stands in the way of a delete: entries that Peerflow did not make. */
export const foreignRoutes = (foreign: readonly RouteEntry[]): Finding => ({
  code: 'RouteNotOurs',
  severity: 'error',
  pointer: '/instanceId',
  detail: `${foreign.length} route ${foreign.length === 1 ? 'entry leads' : 'entries lead'} to the connection that Peerflow did not make.`,
  evidence: { entries: foreign.slice(0, MAX_SHOWN).map(shown), count: foreign.length },
  remedy:
    'Remove the entries that the evidence names, or delete with `force`: then the API removes every entry that leads there.',
});
