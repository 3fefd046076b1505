import { parseArn } from '../arn.ts';
import type { World } from '../cloud/world.ts';
import type { EventBridge } from '../messaging/eventbridge/eventbridge.ts';
import type { Smq } from '../messaging/smq/smq.ts';
import { RIGHTS } from './invoke/destination.ts';
import type { FunctionSpec } from './manifest/load.ts';
import { namedBy } from './manifest/names.ts';
import type { PlatformPorts } from './ports.ts';

export interface CheckOptions {
  readonly world: Pick<World, 'ram'>;
  readonly smq: Smq;
  readonly eventBridge: EventBridge;
  readonly ports: Pick<PlatformPorts, 'roleAllows'>;
}

/** Function Compute 3.0: a role must exist and trust the service. */
const roleFault = ({ role, accountId }: FunctionSpec, { world }: CheckOptions) => {
  if (role === undefined) return [];
  const found = world.ram.role(accountId, role.split(':role/')[1] ?? '');
  if (found === undefined) return [`there is no role ${role}`];
  return world.ram.trusts(found, 'fc.aliyuncs.com') === 'Allow'
    ? []
    : [`${role} does not trust fc.aliyuncs.com`];
};

const missing = (spec: FunctionSpec, { smq, eventBridge }: CheckOptions): readonly string[] =>
  namedBy({ ...spec, environment: {} }).flatMap(({ kind, name }) => {
    if (kind === 'queue' && !smq.hasQueue(name)) return [`there is no queue ${name}`];
    if (kind === 'topic' && !smq.hasTopic(name)) return [`there is no topic ${name}`];
    return kind === 'bus' && !eventBridge.hasBus(name) ? [`there is no event bus ${name}`] : [];
  });

/** PutAsyncInvokeConfig is refused for a destination that the function's role may not write to. */
const destinationFaults = (spec: FunctionSpec, { ports }: CheckOptions): readonly string[] => {
  const { onSuccess, onFailure } = spec.asyncInvoke.destinationConfig ?? {};
  return [onSuccess, onFailure].flatMap((each) => {
    const arn = each?.destination ?? '';
    const kind = parseArn(arn)?.kind;
    if (kind === undefined) return [];
    const { action } = RIGHTS[kind];
    return ports.roleAllows(spec, action, arn)
      ? []
      : [`${spec.role ?? 'no role'} may not ${action} on ${arn}`];
  });
};

/**
 * Refuses a deployment as the cloud would: roles, queues, topics and buses must be there before functions
 * that use them.
 *
 * @throws {Error} naming everything that is missing at once
 */
export const checkDeployment = (
  functions: readonly FunctionSpec[],
  options: CheckOptions,
): void => {
  const faults = functions.flatMap((spec) =>
    [
      ...roleFault(spec, options),
      ...missing(spec, options),
      ...destinationFaults(spec, options),
    ].map((fault) => `  ${spec.name}: ${fault}`),
  );
  if (faults.length > 0) throw new Error(`The functions cannot be deployed:\n${faults.join('\n')}`);
};
