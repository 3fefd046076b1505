import { classify, isPassing } from '../../errors/classify.ts';
import { sha256 } from '../../hash.ts';
import { ApiError } from '../../model/failure.ts';
import { isSame } from '../../network/cidr.ts';
import type { EntryFailure, NetworkApi, NewRouteEntry, RouteEntry } from '../../network/model.ts';
import { type Owner, textsOf } from '../plan/ours.ts';
import type { PlannedEntry } from '../plan/plan.ts';
import { apiErrorOf, type Pause, pauseAfter, TAKEN } from '../work/turns.ts';
import { type Asked, type EntryOutcomes, keyOf } from './entry-outcomes.ts';

/** The most that DeleteRouteEntries takes. */
const BATCH = 50;

const errorOf = (operation: string, { code, message, requestId }: EntryFailure): ApiError =>
  new ApiError({ kind: 'api', operation, code, message, requestId, status: 400 });

/** Why one entry is not deleted. */
export const deleteErrorOf = (failure: EntryFailure): ApiError =>
  errorOf('DeleteRouteEntries', failure);

/** No call failed, yet the cloud does not finish what it began. */
export const stuck = (reason: Pause['reason']): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'DescribeRouteEntryList',
    code: reason === 'conflict' ? 'IncorrectRouteEntryStatus' : 'ServiceUnavailable',
    message: 'A route entry does not settle',
    status: 400,
  });

/** Somebody else was faster: the next look no longer shows the entry, or its table. */
export const isAbsent = (error: ApiError): boolean => classify(error).category === 'notfound';

export interface Deleting {
  readonly api: NetworkApi;
  readonly regionId: string;
  readonly onAsked: (entry: RouteEntry) => void;
  /** The API refuses an entry for good. */
  readonly onKept: (entry: RouteEntry, error: ApiError) => void;
}

/**
 * Deletes at most one batch; the tables are read before the next one. Rejects with `ApiError`.
 *
 * @returns what has to pass before the next write
 */
export const deleteNext = async (
  { api, regionId, onAsked, onKept }: Deleting,
  entries: readonly RouteEntry[],
): Promise<Pause> => {
  const batch = entries.slice(0, BATCH);
  // Noted before the call: its answer may be lost, and the next look then does not show them.
  for (const each of batch) onAsked(each);
  const failures = await api.deleteRouteEntries(regionId, batch);
  const errors = failures.map((failure) => ({ failure, error: deleteErrorOf(failure) }));
  for (const { failure, error } of errors) {
    if (isAbsent(error) || isPassing(error)) continue;
    for (const entry of meantBy(failure, batch)) onKept(entry, error);
  }
  const passing = errors.filter(({ error }) => isPassing(error));
  return {
    ...((passing[0] && pauseAfter(passing[0].error)) ?? TAKEN),
    progressed: passing.length < batch.length,
  };
};

/**
 * All of a call travels in its URL, and gateways commonly refuse one of more than 8 KB. So much is reached long before
 * the 50 entries that CreateRouteEntries takes.
 */
const MAX_URL_BYTES = 7 * 1024;
/** Names of the parameters of one entry, with what stands between them. */
const NAMES_BYTES = 230;

/** For whom entries are written. */
export interface Author extends Owner {
  readonly instanceId: string;
  /** Distinguishes one piece of work from a later one that makes the same entries anew. */
  readonly generation: string;
}

export interface Writing {
  readonly api: NetworkApi;
  readonly regionId: string;
  readonly author: Author;
  readonly outcomes: EntryOutcomes;
}

const newEntry = ({ author }: Writing, entry: PlannedEntry): NewRouteEntry => ({
  routeTableId: entry.routeTableId,
  destinationCidrBlock: entry.destinationCidrBlock,
  nextHopId: author.instanceId,
  ...textsOf(author, author.instanceId, entry.destinationCidrBlock),
});

const tokenOf = ({ author }: Writing, entry: PlannedEntry): string =>
  sha256('route', author.generation, author.instanceId, keyOf(entry));

/** Throws an error that holds for every write of the account. */
const pastDenial = (error: ApiError): ApiError => {
  if (classify(error).category === 'denied') throw error;
  return error;
};

/** One entry alone; the token makes its repetition harmless. */
const writeSingle = async (writing: Writing, entry: PlannedEntry): Promise<Pause> => {
  const { api, regionId, outcomes } = writing;
  try {
    await api.createRouteEntry(regionId, newEntry(writing, entry), tokenOf(writing, entry));
    return TAKEN;
  } catch (thrown) {
    const error = pastDenial(apiErrorOf(thrown));
    const pause = pauseAfter(error);
    if (!pause) outcomes.note(entry, error, 'single');
    return pause ?? TAKEN;
  }
};

/** The entries that a failure may mean: it does not always name the table. */
const meantBy = <E extends Pick<RouteEntry, 'routeTableId' | 'destinationCidrBlock'>>(
  failure: EntryFailure,
  batch: readonly E[],
): readonly E[] =>
  batch.filter(
    (entry) =>
      isSame(entry.destinationCidrBlock, failure.destinationCidrBlock) &&
      (failure.routeTableId ?? entry.routeTableId) === entry.routeTableId,
  );

/** Failures of single entries; the rest of the batch was taken. */
const afterBatch = (
  { outcomes }: Writing,
  batch: readonly PlannedEntry[],
  failures: readonly EntryFailure[],
): Pause => {
  const errors = failures.map((failure) => ({
    failure,
    error: errorOf('CreateRouteEntries', failure),
  }));
  for (const { failure, error } of errors.filter((each) => !isPassing(each.error))) {
    const meant = meantBy(failure, batch);
    const asked: Asked = meant.length > 1 ? 'ambiguous' : 'batch';
    for (const entry of meant) outcomes.note(entry, error, asked);
  }
  const passing = errors.filter(({ error }) => isPassing(error));
  const pause = passing[0] && pauseAfter(passing[0].error);
  return { ...(pause ?? TAKEN), progressed: passing.length < batch.length };
};

/** A batch that was refused as a whole does not say whose fault it was: each entry is asked for alone. */
const afterRefusal = (
  { outcomes }: Writing,
  batch: readonly PlannedEntry[],
  error: ApiError,
): Pause => {
  const pause = pauseAfter(error);
  if (!pause) for (const entry of batch) outcomes.askSingly(entry);
  return pause ?? TAKEN;
};

const urlBytes = (entry: NewRouteEntry): number =>
  NAMES_BYTES + encodeURIComponent(Object.values(entry).join('')).length;

/** As many entries as one call takes; the first alone never fills it. */
const firstBatch = (
  writing: Writing,
  missing: readonly PlannedEntry[],
): readonly PlannedEntry[] => {
  let bytes = 0;
  const end = missing.findIndex((entry) => {
    bytes += urlBytes(newEntry(writing, entry));
    return bytes > MAX_URL_BYTES;
  });
  return end < 0 ? missing : missing.slice(0, end);
};

const writeBatch = async (writing: Writing, missing: readonly PlannedEntry[]): Promise<Pause> => {
  const batch = firstBatch(writing, missing);
  let failures: readonly EntryFailure[];
  try {
    const entries = batch.map((entry) => newEntry(writing, entry));
    failures = await writing.api.createRouteEntries(writing.regionId, entries);
  } catch (error) {
    return afterRefusal(writing, batch, pastDenial(apiErrorOf(error)));
  }
  return afterBatch(writing, batch, failures);
};

/** Turns in a row that brought nothing, after which the batch call itself may be the reason. */
const PATIENT_TURNS = 3;

/**
 * Writes as many of the missing entries as one call takes. Whatever comes of it, the tables are read
 * before the next one. Rejects with `ApiError` when the account may not write at all.
 *
 * @param tries turns in a row that brought nothing: after some of them every second one asks for an entry
 * singly, each in its turn, until one is taken
 */
export const writeNext = (
  writing: Writing,
  missing: readonly PlannedEntry[],
  tries: number,
): Promise<Pause> => {
  const isPatient = tries < PATIENT_TURNS || tries % 2 === 0;
  const batch = missing.filter((entry) => isPatient && !writing.outcomes.isSingle(entry));
  const single = missing[Math.floor(tries / 2) % missing.length];
  return batch.length === 0 && single ? writeSingle(writing, single) : writeBatch(writing, batch);
};
