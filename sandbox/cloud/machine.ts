import type { PeerConnection, Timings } from './state.ts';

type Status = PeerConnection['status'];

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

/** What follows when the time of a status is over; statuses that are not named wait for somebody. */
const followers: Partial<
  Record<Status, (connection: PeerConnection, at: number, timings: Timings) => void>
> = {
  Creating: (connection, at, { acceptWithinMs }) => {
    if (connection.ownerId === connection.acceptingOwnerUid)
      return enter(connection, 'Activated', at);
    connection.gmtExpired = connection.gmtCreate + acceptWithinMs;
    enter(connection, 'Accepting', at, connection.gmtExpired);
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

/** Brings a connection to where it is at `now`; calls back for every status it went through. */
export const settle = (
  connection: PeerConnection,
  now: number,
  timings: Timings,
  onChange: (connection: PeerConnection, from: Status) => void,
): void => {
  while (connection.changesAt !== undefined && connection.changesAt <= now) {
    const from = connection.status;
    const at = connection.changesAt;
    connection.changesAt = undefined;
    followers[from]?.(connection, at, timings);
    onChange(connection, from);
  }
};

export const isInMotion = ({ status }: PeerConnection): boolean =>
  status === 'Creating' || status === 'Updating' || status === 'Deleting';
