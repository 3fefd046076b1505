import { ApiError } from '../../../lib/peering/model/api-error.ts';
import type { PeeringApi, Random } from '../../../lib/peering/ports.ts';

/** Chances of each mishap, per call. */
export interface Faults {
  /** The invocation dies right after a call was applied. */
  readonly crash: number;
  /** The call is applied, its answer never arrives. */
  readonly lost: number;
  /** The call fails before it is applied. */
  readonly transient: number;
  readonly throttled: number;
  /** An asynchronous invocation runs twice. */
  readonly duplicate: number;
  /** A watch is acknowledged and never runs. */
  readonly dropWatch: number;
  /** An invocation runs at once although a delay was asked for. */
  readonly ignoreDelay: number;
  /** A sink refuses to answer. */
  readonly sink: number;
}

export const NO_FAULTS: Faults = {
  crash: 0,
  lost: 0,
  transient: 0,
  throttled: 0,
  duplicate: 0,
  dropWatch: 0,
  ignoreDelay: 0,
  sink: 0,
};

/** What one invocation may do to its calls. */
export interface Line {
  readonly random: Random;
  readonly faults: () => Faults;
  /** Resolves after `ms`, unless the invocation is dead by then. */
  readonly pause: (ms: number) => Promise<void>;
  /** Kills the invocation; never resolves. */
  readonly crash: () => Promise<never>;
  readonly onCall: (operation: string) => void;
  /** True when the invocation is to die right after the call that was just applied. */
  readonly diesNow: () => boolean;
  /** True when the service is to refuse this call. */
  readonly isRefused: (operation: string) => boolean;
}

const error = (operation: string, kind: 'api' | 'network', code: string, status?: number) =>
  new ApiError({
    kind,
    operation,
    code,
    message: `${code} (simulated)`,
    ...(status === undefined ? {} : { status }),
  });

/** One call over the line: it takes time, and may go wrong before, after or for good. */
export const overLine = async <T>(
  line: Line,
  operation: string,
  call: () => Promise<T>,
): Promise<T> => {
  const { random } = line;
  const chance = (p: number) => p > 0 && random() < p;
  await line.pause(10 + random() * 40);
  line.onCall(operation);
  const faults = line.faults();
  if (chance(faults.transient)) throw error(operation, 'api', 'ServiceUnavailable', 503);
  if (line.isRefused(operation) || chance(faults.throttled))
    throw error(operation, 'api', 'Throttling.User', 400);
  const answer = await call();
  if (line.diesNow() || chance(faults.crash)) return line.crash();
  await line.pause(10 + random() * 40);
  if (chance(faults.lost)) throw error(operation, 'network', 'NetworkError');
  return answer;
};

/** Every method of the cloud over a line. */
export const shaky = (api: PeeringApi, line: Line): PeeringApi => {
  const on =
    <A extends unknown[], T>(name: string, method: (...given: A) => Promise<T>) =>
    (...given: A) =>
      overLine(line, name, () => method(...given));
  return {
    create: on('create', api.create),
    accept: on('accept', api.accept),
    reject: on('reject', api.reject),
    delete: on('delete', api.delete),
    modify: on('modify', api.modify),
    get: on('get', api.get),
    list: on('list', api.list),
    moveResourceGroup: on('moveResourceGroup', api.moveResourceGroup),
    tagResources: on('tagResources', api.tagResources),
    untagResources: on('untagResources', api.untagResources),
    listTagResources: on('listTagResources', api.listTagResources),
  };
};
