import { ApiError } from '../../../lib/peering/model/failure.ts';
import type { NetworkApi } from '../../../lib/peering/network/model.ts';
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
  /** A route write is refused because of another one that nobody sees. */
  readonly busy: number;
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
  busy: 0,
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
  readonly diesNow: (operation: string) => boolean;
  /** True when the service is to refuse this call. */
  readonly isRefused: (operation: string) => boolean;
  /** The code that the service refuses this call with for good, if it does. */
  readonly refusalOf: (operation: string) => string | undefined;
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
  const refusal = line.refusalOf(operation);
  if (refusal) throw error(operation, 'api', refusal, 400);
  const answer = await call();
  if (line.diesNow(operation) || chance(faults.crash)) return line.crash();
  await line.pause(10 + random() * 40);
  if (chance(faults.lost)) throw error(operation, 'network', 'NetworkError');
  return answer;
};

const onLine =
  (line: Line) =>
  <A extends unknown[], T>(name: string, method: (...given: A) => Promise<T>) =>
  (...given: A): Promise<T> =>
    overLine(line, name, () => method(...given));

/** Every method of the VPC API over a line. */
export const shakyNetwork = (api: NetworkApi, line: Line): NetworkApi => {
  const on = onLine(line);
  const write = <A extends unknown[], T>(name: string, method: (...given: A) => Promise<T>) =>
    on(name, async (...given: A) => {
      if (line.random() < line.faults().busy) throw error(name, 'api', 'TaskConflict', 400);
      return method(...given);
    });
  return {
    vpc: on('vpc', api.vpc),
    vSwitches: on('vSwitches', api.vSwitches),
    routeTables: on('routeTables', api.routeTables),
    routeEntries: on('routeEntries', api.routeEntries),
    createRouteEntry: write('createRouteEntry', api.createRouteEntry),
    createRouteEntries: write('createRouteEntries', api.createRouteEntries),
    deleteRouteEntries: write('deleteRouteEntries', api.deleteRouteEntries),
  };
};

/** Every method of the cloud over a line. */
export const shaky = (api: PeeringApi, line: Line): PeeringApi => {
  const on = onLine(line);
  return {
    create: on('create', api.create),
    accept: on('accept', api.accept),
    reject: on('reject', api.reject),
    delete: on('delete', api.delete),
    modify: on('modify', api.modify),
    get: on('get', api.get),
    list: on('list', api.list),
    tagResources: on('tagResources', api.tagResources),
    untagResources: on('untagResources', api.untagResources),
    listTagResources: on('listTagResources', api.listTagResources),
  };
};
