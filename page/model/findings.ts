import { overlapCidr } from 'cidr-tools';
import { inStateSince } from './awaited.ts';
import type { Connection } from './contract.ts';
import { isInMotion } from './states.ts';
import { DAY_MS, parseTime } from './time.ts';

/** What can be seen from a connection alone; each has a text and a remedy under `find.{code}`. */
export interface Note {
  readonly code:
    | 'Rejected'
    | 'Expired'
    | 'Failed'
    | 'Locked'
    | 'CidrOverlap'
    | 'Slow'
    | 'DeadlineNear';
  readonly severity: 'error' | 'warning';
  /** Stands in the text as `{value}`. */
  readonly value: string;
}

/** After this an operation of the service takes longer than usual: the default of PEERFLOW_STALL_AFTER. */
const SLOW_MS = 600_000;
const SHOWN_OVERLAPS = 3;

const isOverlap = (a: string, b: string): boolean => {
  try {
    return overlapCidr(a, b);
  } catch {
    // An unreadable range overlaps with nothing.
    return false;
  }
};

const overlapsOf = ({ vpc, acceptingVpc }: Connection): readonly string[] =>
  [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs].flatMap((a) =>
    [...acceptingVpc.ipv4Cidrs, ...acceptingVpc.ipv6Cidrs]
      .filter((b) => isOverlap(a, b))
      .map((b) => (a === b ? a : `${a} / ${b}`)),
  );

const overlapNote = (it: Connection): Note[] => {
  const found = overlapsOf(it);
  if (found.length === 0) return [];
  const more = found.length > SHOWN_OVERLAPS ? ', …' : '';
  const value = `${found.slice(0, SHOWN_OVERLAPS).join(', ')}${more}`;
  return [{ code: 'CidrOverlap', severity: 'warning', value }];
};

const endNote = ({ status }: Connection): Note[] =>
  status === 'Rejected' || status === 'Expired' || status === 'Failed'
    ? [{ code: status, severity: 'error', value: '' }]
    : [];

const lockNote = ({ bizStatus = 'Normal' }: Connection): Note[] =>
  bizStatus === '' || bizStatus === 'Normal'
    ? []
    : [{ code: 'Locked', severity: 'error', value: bizStatus }];

const slowNote = (it: Connection, now: number): Note[] => {
  const since = inStateSince(it);
  const isSlow = isInMotion(it.status) && since !== undefined && now - since > SLOW_MS;
  return isSlow ? [{ code: 'Slow', severity: 'warning', value: it.status }] : [];
};

const deadlineNote = (it: Connection, now: number): Note[] => {
  const until = parseTime(it.gmtExpired);
  const isNear = it.status === 'Accepting' && until !== undefined && until - now < DAY_MS;
  return isNear ? [{ code: 'DeadlineNear', severity: 'warning', value: '' }] : [];
};

/**
 * What is worth saying about a connection, from its row in the list alone.
 *
 * @param now epoch milliseconds
 */
export const notesOf = (it: Connection, now: number): readonly Note[] =>
  it.status === 'Deleted'
    ? []
    : [
        ...endNote(it),
        ...lockNote(it),
        ...slowNote(it, now),
        ...deadlineNote(it, now),
        ...overlapNote(it),
      ];
