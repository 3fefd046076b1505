import type { CoreClient } from '../../../lib/aliyun/core.ts';
import { createPeeringApi } from '../../../lib/aliyun/peering/peering-api.ts';
import { noRole } from '../../../lib/peering/network/reading.ts';
import type { PeeringApi } from '../../../lib/peering/ports.ts';
import { accepterRoleIn, type Settings } from '../../../lib/peering/settings.ts';
import { CloudFault } from '../../../sandbox/cloud/fault.ts';
import type { World } from '../../../sandbox/cloud/world.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import { errorOfCore, type Refusals, thrown } from './official-core.ts';
import { pairOf } from './truth.ts';
import type { Views } from './views.ts';

/** The gateway prints account ids as bare digits. */
export const printed = (answer: unknown): string =>
  JSON.stringify(answer).replace(/\{"digits":"(\d+)"\}/g, '$1');

/** What both services of the network answer where nothing else is said. */
const REFUSALS: Refusals = {
  throttled: { code: 'Throttling.User', status: 400 },
  expired: { code: 'InvalidSecurityToken.Expired', status: 403 },
  denied: { code: 'Forbidden.RAM', status: 403 },
  conflict: { code: 'Conflict.Operation', status: 400 },
  'not-found': { code: 'ResourceNotFound.InstanceId', status: 404 },
  refused: { code: 'OperationDenied.Simulated', status: 400 },
};

/** A call that the cloud took, with who made it. */
export interface CloudCall {
  readonly run: Invocation | undefined;
  readonly accountId: string;
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  readonly at: number;
  readonly answer: Readonly<Record<string, unknown>>;
  /** Whoever called has the answer. */
  isAnswered: boolean;
}

interface Parts {
  readonly world: World;
  readonly views: Views;
  readonly accountId: string;
  readonly run: Invocation;
  readonly outside: Outside;
  readonly onTaken: (call: CloudCall) => void;
  readonly onAnswered: (call: CloudCall) => void;
  readonly onRefused: (call: Omit<CloudCall, 'answer' | 'isAnswered'>, code: string) => void;
  /** It was too much, and the answer says for how long to wait. */
  readonly onThrottled: (
    run: Invocation,
    params: CloudCall['params'],
    retryAfterMs: number,
  ) => void;
}

const call = (
  { world, views, accountId, run, onTaken, onRefused }: Parts,
  product: 'VpcPeer' | 'Vpc',
  action: string,
  params: Readonly<Record<string, string>>,
): string => {
  const about = { run, accountId, action, params, at: run.time.now() };
  try {
    const answer = views.call(
      (name, given) => world.call({ accountId }, product, name, given),
      action,
      params,
      run.time.now(),
    );
    onTaken({ ...about, answer, isAnswered: false });
    return printed({ ...answer, RequestId: 'SIM-0000' });
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    onRefused(about, error.code);
    throw thrown(error);
  }
};

/** What a fault may be limited to: a route table, who looks at which pair, or calls that are or are not dry runs. */
const subjectsOf = (
  { run, world }: Parts,
  action: string,
  { InstanceId = '', RouteTableId, DryRun }: Readonly<Record<string, string>>,
): readonly string[] => {
  if (action === 'GetVpcPeerConnectionAttribute') {
    const { vpcId = '', acceptingVpcId = '' } = world.connection(InstanceId) ?? {};
    return [run.instance.functionName, pairOf(vpcId, acceptingVpcId)];
  }
  return [RouteTableId ?? (DryRun === 'true' ? 'dry run' : 'for real')];
};

/** One API call of a run over the line; faults name `api:{action}`. Answers the body as the gateway prints it. */
export const callOverLine = async (
  parts: Parts,
  product: 'VpcPeer' | 'Vpc',
  action: string,
  params: Readonly<Record<string, string>>,
): Promise<string> => {
  const taken: CloudCall[] = [];
  const onTaken = (it: CloudCall): void => {
    taken.push(it);
    parts.onTaken(it);
  };
  const body = await overLine(parts.run, parts.outside, {
    operation: `api:${action}`,
    subjects: subjectsOf(parts, action, params),
    errorOf: (rule) => {
      if (rule.kind === 'throttled' && rule.retryAfterMs !== undefined)
        parts.onThrottled(parts.run, params, rule.retryAfterMs);
      return errorOfCore(REFUSALS)(rule);
    },
    apply: () => call({ ...parts, onTaken }, product, action, params),
  });
  for (const each of taken) {
    each.isAnswered = true;
    parts.onAnswered(each);
  }
  return body;
};

/** The product's own client of VpcPeer, talking to the sandbox's state machine in process. */
export const cloudFor = (parts: Parts): PeeringApi => {
  const client: CoreClient = async ({ action, query, form }) => ({
    statusCode: 200,
    headers: {},
    body: await callOverLine(parts, 'VpcPeer', action, { ...query, ...form }),
  });
  return createPeeringApi(client);
};

/** Clients with the credentials of the role in another account, as far as one is configured. */
export const accepterOf =
  (settings: Settings, partsOf: (accountId: string) => Parts) =>
  async (accountId: string): Promise<PeeringApi> => {
    if (accepterRoleIn(settings, accountId) === undefined) throw noRole(accountId);
    return cloudFor(partsOf(accountId));
  };

export type CloudParts = Parts;
