import { parseArn, type Resource } from '../../arn.ts';
import type { Cloud } from '../../assemble.ts';
import { failureOf } from '../../values.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import { roleAllows } from '../roles.ts';
import type { Settled } from './async-queue.ts';

const KB = 1024;

/** Function Compute 3.0: what a function's role must be allowed at a destination, and what it takes at most. */
export const RIGHTS: Readonly<
  Record<Resource['kind'], { readonly action: string; readonly most: number }>
> = {
  queue: { action: 'mns:SendMessage', most: 64 * KB },
  topic: { action: 'mns:PublishMessage', most: 64 * KB },
  function: { action: 'fc:InvokeFunction', most: 128 * KB },
  bus: { action: 'eventbridge:PutEvents', most: 64 * KB },
};

export const functionArn = (spec: FunctionSpec): string =>
  `acs:fc:${spec.region}:${spec.accountId}:functions/${spec.name}`;

const succeeded = ({ result }: Settled): boolean => result !== 'expired' && result.ok;

const conditionOf = ({ result }: Settled): string => {
  if (result === 'expired') return 'EventAgeExceeded';
  return result.ok ? '' : result.errorType;
};

/**
 * What a destination receives.
 *
 * Function Compute 3.0: request context with how often the function was called, the payload as it
 * was sent, and what the function answered; `now` is milliseconds since the epoch.
 */
const recordOf = (settled: Settled, now: number) => {
  const { deployed, requestId, invokeCount, request, result } = settled;
  const condition = conditionOf(settled);
  return {
    timestamp: now,
    requestContext: {
      requestId,
      functionArn: functionArn(deployed.spec),
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: request.event.toString(),
    responseContext: { statusCode: 200, functionError: result === 'expired' ? '' : condition },
    responsePayload: result === 'expired' ? '' : result.body.toString(),
  };
};

/**
 * Takes results of asynchronous invocations to their destinations.
 *
 * Function Compute 3.0: the function's role must be allowed to write there, and each kind has a limit of
 * size. A destination that cannot be reached is not retried; the result is lost, and the journal says so.
 *
 * @param invoke invokes a function asynchronously; throws for one that is not deployed
 */
export const createSettlement = (
  { smq, eventBridge, clock, journal, switches, world }: Cloud,
  invoke: (functionName: string, event: Buffer) => unknown,
): ((settled: Settled) => void) => {
  const onBus = (bus: string, settled: Settled, data: unknown): void =>
    eventBridge.put({
      id: settled.requestId,
      source: 'acs.fc',
      specversion: '1.0',
      type: `fc:AsyncInvoke:${succeeded(settled) ? 'Succeeded' : 'Failed'}`,
      datacontenttype: 'application/json; charset=utf-8',
      subject: functionArn(settled.deployed.spec),
      time: new Date(clock.now()).toISOString(),
      aliyuneventbusname: bus,
      data,
    });

  const put = ({ kind, name }: Resource, text: string, settled: Settled): void => {
    if (kind === 'queue') smq.send(name, text);
    else if (kind === 'topic') smq.publish(name, text);
    else if (kind === 'function') invoke(name, Buffer.from(text));
    else onBus(name, settled, JSON.parse(text));
  };

  /** Throws for a destination that refuses. */
  const deliver = (arn: string, settled: Settled): void => {
    const destination = parseArn(arn);
    if (destination === undefined) throw new Error('no such kind of destination here');
    const { kind } = destination;
    const { action, most } = RIGHTS[kind];
    if (!roleAllows(world.ram, settled.deployed.spec, action, arn))
      throw new Error(`the function's role may not ${action}`);
    const record = JSON.stringify(recordOf(settled, clock.now()));
    const isEncoded = switches.base64Records && (kind === 'queue' || kind === 'topic');
    const text = isEncoded ? Buffer.from(record).toString('base64') : record;
    const bytes = Buffer.byteLength(text);
    if (bytes > most) throw new Error(`${bytes} bytes; ${most} are allowed`);
    put(destination, text, settled);
  };

  const goesOut = ({ result, request }: Settled): boolean =>
    (result !== 'expired' || switches.expiredToDestination) &&
    (!request.byTimer || switches.timerToDestination);

  return (settled) => {
    const { deployed, requestId } = settled;
    const { name, asyncInvoke } = deployed.spec;
    const { onSuccess, onFailure } = asyncInvoke.destinationConfig ?? {};
    const arn = (succeeded(settled) ? onSuccess : onFailure)?.destination;
    if (!arn || !goesOut(settled)) return;
    const fault = failureOf(() => deliver(arn, settled));
    const where =
      fault === undefined ? `result to ${arn}` : `result lost on the way to ${arn}: ${fault}`;
    const detail = { function: name, requestId, destination: arn, fault };
    journal.record({ kind: 'invoke', summary: `${name} ${where}`, detail });
  };
};
