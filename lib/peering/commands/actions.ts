import { unmetValues, valuesOf } from '../decide/modification.ts';
import type { Connection, Status } from '../model/connection.ts';
import type {
  AcceptRequest,
  DeleteRequest,
  InstanceRequest,
  ModifyRequest,
  RejectRequest,
} from '../model/request.ts';
import type { PeeringApi } from '../ports.ts';

/** Whether a connection in some status can take an action now, later, not before somebody acts, or has it already. */
export type Readiness = 'now' | 'later' | 'never' | 'already';

/** What every action on a connection is called with. */
interface CallInput {
  readonly instanceId: string;
  readonly dryRun: true | undefined;
  readonly clientToken: string;
}

/** An action on an existing connection: one row says all that the commands have to know of it. */
interface ActionRow<R extends InstanceRequest> {
  /** The rules of the API by status, as far as they are documented; where they are not, the API decides. */
  readonly readiness: Readonly<Record<Status, Readiness>>;
  /** Whose credentials make the call. */
  readonly caller: 'own' | 'accepting';
  readonly call: (api: PeeringApi, input: CallInput, request: R) => Promise<void>;
  /** True where an observed connection shows that the action took effect. */
  readonly showsEffect: (connection: Connection, request: R) => boolean;
  /** What the status is taken for after the call, until a look says otherwise. */
  readonly leadsTo: Status;
}

const reject: ActionRow<RejectRequest> = {
  readiness: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'never',
    Activated: 'never',
    Rejected: 'already',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  caller: 'accepting',
  call: (api, input) => api.reject(input),
  showsEffect: ({ status }) => status === 'Rejected',
  leadsTo: 'Rejected',
};

const modify: ActionRow<ModifyRequest> = {
  readiness: {
    Creating: 'later',
    // It may be days before somebody accepts it: whoever asks hears so at once.
    Accepting: 'never',
    Updating: 'later',
    Activated: 'now',
    Rejected: 'never',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  caller: 'own',
  call: (api, input, request) => api.modify({ ...input, ...valuesOf(request) }),
  showsEffect: (connection, request) => unmetValues(valuesOf(request), connection).length === 0,
  leadsTo: 'Updating',
};

const remove: ActionRow<DeleteRequest> = {
  readiness: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'later',
    Activated: 'now',
    Rejected: 'now',
    Expired: 'now',
    Deleting: 'already',
    Deleted: 'already',
  },
  caller: 'own',
  call: (api, input, { force }) => api.delete({ ...input, force: force ? true : undefined }),
  showsEffect: ({ status }) => status === 'Deleting' || status === 'Deleted',
  leadsTo: 'Deleting',
};

export const showsEffect = (connection: Connection, request: InstanceRequest): boolean => {
  switch (request.action) {
    case 'accept':
      return accept.showsEffect(connection, request);
    case 'reject':
      return reject.showsEffect(connection, request);
    case 'modify':
      return modify.showsEffect(connection, request);
    case 'delete':
      return remove.showsEffect(connection, request);
  }
};

const accept: ActionRow<AcceptRequest> = {
  readiness: {
    Creating: 'later',
    Accepting: 'now',
    Updating: 'already',
    Activated: 'already',
    Rejected: 'never',
    Expired: 'never',
    Deleting: 'never',
    Deleted: 'never',
  },
  caller: 'accepting',
  call: (api, input, { resourceGroupId }) => api.accept({ ...input, resourceGroupId }),
  showsEffect: ({ status }) => status === 'Activated' || status === 'Updating',
  leadsTo: 'Updating',
};

/** Makes the API call of a request. Rejects with `ApiError`. */
export const callAction = (
  api: PeeringApi,
  input: CallInput,
  request: InstanceRequest,
): Promise<void> => {
  switch (request.action) {
    case 'accept':
      return accept.call(api, input, request);
    case 'reject':
      return reject.call(api, input, request);
    case 'modify':
      return modify.call(api, input, request);
    case 'delete':
      return remove.call(api, input, request);
  }
};

type Actions = {
  readonly [A in InstanceRequest['action']]: ActionRow<Extract<InstanceRequest, { action: A }>>;
};

export const ACTIONS: Actions = { accept, reject, modify, delete: remove };

/** Whether a connection can take the action now. */
export const readinessOf = (action: InstanceRequest['action'], status: Status): Readiness =>
  ACTIONS[action].readiness[status];
