import type { InstanceRequest } from '../../model/request.ts';
import type { Status } from '../../model/status.ts';

/** Whether a connection in this status can take an action now, later, never, or has it already. */
export type Readiness = 'now' | 'later' | 'never' | 'already';

type ByStatus = Readonly<Record<Status, Readiness>>;

/** The per-state rules of the API, as far as they are documented; where they are not, the API decides. */
const TABLE: Readonly<Record<InstanceRequest['action'], ByStatus>> = {
  accept: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'already',
    Activated: 'already',
    Rejected: 'never',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  reject: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'never',
    Activated: 'never',
    Rejected: 'already',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  modify: {
    Creating: 'later',
    Accepting: 'never',
    Updating: 'later',
    Activated: 'now',
    Rejected: 'never',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  delete: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'later',
    Activated: 'now',
    Rejected: 'now',
    Expired: 'now',
    Deleting: 'already',
    Deleted: 'already',
  },
};

export const readinessOf = (action: InstanceRequest['action'], status: Status): Readiness =>
  TABLE[action][status];
