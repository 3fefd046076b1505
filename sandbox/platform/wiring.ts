import type { Key } from '../cloud/credentials.ts';
import { CloudFault } from '../cloud/fault.ts';
import type { World } from '../cloud/world.ts';
import { type Acs3Deps, verifyAcs3 } from '../gateway/acs3.ts';
import { verifyHmac } from '../gateway/hmac.ts';
import type { EventBridge } from '../messaging/eventbridge/eventbridge.ts';
import type { Smq } from '../messaging/smq/smq.ts';
import type { FunctionSpec } from './manifest/load.ts';
import { namedBy } from './manifest/names.ts';
import type { Allows, DestinationEvent, PlatformPorts, Sources } from './ports.ts';
import { createRoleCredentials } from './role-credentials.ts';

export interface WiringOptions {
  readonly world: World;
  readonly verify: Acs3Deps;
  readonly allows: Allows;
  readonly smq: Smq;
  readonly eventBridge: EventBridge;
  /** Rules on its buses. */
  readonly bus: Sources['bus'];
}

/** Function Compute answers 403 to whatever is wrong with a signature. */
const callerOf = (check: () => Key): Key => {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    throw new CloudFault(error.code, error.message, 403);
  }
};

/** Makes the queues, topics and buses that functions name. */
export const declareNames = (
  functions: readonly FunctionSpec[],
  { smq, eventBridge }: Pick<WiringOptions, 'smq' | 'eventBridge'>,
): void => {
  for (const { kind, name } of functions.flatMap(namedBy)) {
    if (kind === 'queue') smq.createQueue(name);
    if (kind === 'topic') smq.createTopic(name);
    if (kind === 'bus') eventBridge.createBus(name);
  }
};

const onBus = (
  { eventBridge, verify }: WiringOptions,
  bus: string,
  result: DestinationEvent,
): void =>
  eventBridge.put({
    id: result.requestId,
    source: 'acs.fc',
    specversion: '1.0',
    type: `fc:AsyncInvoke:${result.succeeded ? 'Succeeded' : 'Failed'}`,
    datacontenttype: 'application/json; charset=utf-8',
    subject: result.functionArn,
    time: new Date(verify.clock.now()).toISOString(),
    aliyuneventbusname: bus,
    data: result.data,
  });

/**
 * Joins the platform to the emulated cloud: keys, signatures, queues, topics and buses.
 */
export const wirePlatform = (options: WiringOptions): PlatformPorts => {
  const { world, verify, allows, smq, bus } = options;
  const { now } = verify.clock;
  const issue = createRoleCredentials({ issue: (ask) => world.keys.issue(ask), now });
  return {
    issue,
    callerOf: (request) => callerOf(() => verifyAcs3(request, verify)),
    callerOfFc2: (request) => verifyHmac('Fc2', request, verify),
    allows,
    roleAllows: (spec, action, resource) => {
      const key = world.keys.find(issue(spec).accessKeyId);
      return key !== undefined && allows(key, action, resource);
    },
    destinations: {
      queue: (name, body) => smq.send(name, body),
      topic: (name, body) => smq.publish(name, body),
      bus: (name, result) => onBus(options, name, result),
    },
    sources: { ...smq.sources, bus },
  };
};
