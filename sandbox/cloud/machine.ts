import type { PeerConnection, Timings } from './state.ts';

type Status = PeerConnection['status'];

const isCrossAccount = ({ ownerId, acceptingOwnerUid }: PeerConnection): boolean =>
  ownerId !== acceptingOwnerUid;

/** What follows when the time of a status is over; statuses that are not named wait for somebody. */
const followers: Partial<
  Record<Status, (connection: PeerConnection, at: number, timings: Timings) => void>
> = {
  Creating: (connection, at, { acceptWithinMs }) => {
    if (!isCrossAccount(connection)) return enter(connection, 'Activated', at);
    enter(connection, 'Accepting', at, at + acceptWithinMs);
    connection.gmtExpired = connection.gmtCreate + acceptWithinMs;
    connection.changesAt = connection.gmtExpired;
  },
  Accepting: (connection, at) => enter(connection, 'Expired', at),
  Updating: (connection, at) => {
    Object.assign(connection, connection.change ?? {});
    delete connection.change;
    connection.gmtExpired = undefined;
    enter(connection, 'Activated', at);
  },
  Deleting: (connection, at) => enter(connection, 'Deleted', at),
};

/** Puts a connection into a status; `changesAt` is when it leaves that by itself. */
export const enter = (
  connection: PeerConnection,
  status: Status,
  at: number,
  changesAt?: number,
): void => {
  connection.status = status;
  connection.gmtModified = at;
  connection.changesAt = changesAt;
};

/** Brings a connection to where it is at `now`; calls back for every status it went through. */
export const settle = (
  connection: PeerConnection,
  now: number,
  timings: Timings,
  onChange: (connection: PeerConnection, from: Status) => void,
): void => {
  while (connection.changesAt !== undefined && connection.changesAt <= now) {
    const from = connection.status;
    const follow = followers[from];
    if (!follow) {
      connection.changesAt = undefined;
      return;
    }
    follow(connection, connection.changesAt, timings);
    onChange(connection, from);
  }
};

export const isInMotion = ({ status }: PeerConnection): boolean =>
  status === 'Creating' || status === 'Updating' || status === 'Deleting';

export const isGone = ({ status }: PeerConnection): boolean => status === 'Deleted';
