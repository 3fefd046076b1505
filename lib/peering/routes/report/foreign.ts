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

const evidenceOf = (entries: readonly RouteEntry[]) => ({
  entries: entries.slice(0, MAX_SHOWN).map(shown),
  count: entries.length,
});

const entriesLead = ({ length }: readonly RouteEntry[]): string =>
  `${length} route ${length === 1 ? 'entry leads' : 'entries lead'}`;

/** What stands in the way of a delete: entries that Peerflow did not make. */
export const foreignRoutes = (foreign: readonly RouteEntry[]): Finding => ({
  code: 'RouteNotOurs',
  severity: 'error',
  pointer: '/instanceId',
  detail: `${entriesLead(foreign)} to the connection that Peerflow did not make.`,
  evidence: evidenceOf(foreign),
  remedy:
    'Remove the entries that the evidence names, or delete with `force`: then the API removes every entry that leads there.',
});

/** What a delete takes away first, for its dry run. */
export const entriesToRemove = (ours: readonly RouteEntry[]): readonly Finding[] =>
  ours.length === 0
    ? []
    : [
        {
          code: 'RoutesRemoved',
          severity: 'info',
          pointer: '/instanceId',
          detail: `${entriesLead(ours)} to the connection that Peerflow made: the delete removes them first.`,
          evidence: evidenceOf(ours),
          remedy: 'Nothing is to be done; if the delete is refused they are put back.',
        },
      ];
