import { parseArn, type Resource } from '../../arn.ts';
import type { Journal } from '../../journal.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Switches } from '../switches.ts';
import type { Settled } from './async-queue.ts';
import { destinationOf, destinationPayload, functionArn, RIGHTS } from './destination.ts';

export interface SettlementOptions {
  readonly ports: Pick<PlatformPorts, 'destinations' | 'roleAllows'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly journal: Journal;
  readonly switches: Switches;
  /** Invokes a function asynchronously; throws for one that is not deployed. */
  invoke(functionName: string, event: Buffer): void;
}

const succeeded = ({ result }: Settled): boolean => result !== 'expired' && result.ok;

/**
 * Takes results of asynchronous invocations to their destinations.
 *
 * Function Compute 3.0: the function's role must be allowed to write there, and each kind has a limit of
 * size. A destination that cannot be reached is not retried; the result is lost, and the journal says so.
 */
export const createSettlement = (options: SettlementOptions): ((settled: Settled) => void) => {
  const { ports, journal, switches } = options;
  const { queue, topic, bus } = ports.destinations;

  const forSmq = (text: string): string =>
    switches.base64Records ? Buffer.from(text).toString('base64') : text;

  /** Throws for a destination that refuses. */
  const deliver = ({ kind, name }: Resource, text: string, settled: Settled): void => {
    if (kind === 'queue') queue(name, text);
    else if (kind === 'topic') topic(name, text);
    else if (kind === 'function') options.invoke(name, Buffer.from(text));
    else
      bus(name, {
        requestId: settled.requestId,
        functionArn: functionArn(settled.deployed.spec),
        succeeded: succeeded(settled),
        data: JSON.parse(text),
      });
  };

  const faultOf = (arn: string, settled: Settled): string | undefined => {
    const destination = parseArn(arn);
    if (destination === undefined) return 'no such kind of destination here';
    const { kind } = destination;
    const { action, most } = RIGHTS[kind];
    if (!ports.roleAllows(settled.deployed.spec, action, arn))
      return `the function's role may not ${action}`;
    const record = JSON.stringify(destinationPayload(settled, options.now()));
    const text = kind === 'queue' || kind === 'topic' ? forSmq(record) : record;
    const bytes = Buffer.byteLength(text);
    if (bytes > most) return `${bytes} bytes; ${most} are allowed`;
    try {
      deliver(destination, text, settled);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  const goesOut = ({ result, byTimer }: Settled): boolean =>
    (result !== 'expired' || switches.expiredToDestination) &&
    (!byTimer || switches.timerToDestination);

  return (settled) => {
    const { spec } = settled.deployed;
    const arn = destinationOf(spec, succeeded(settled));
    if (arn === undefined || !goesOut(settled)) return;
    const fault = faultOf(arn, settled);
    const where =
      fault === undefined ? `result to ${arn}` : `result lost on the way to ${arn}: ${fault}`;
    journal.record({
      kind: 'invoke',
      summary: `${spec.name} ${where}`,
      detail: { function: spec.name, requestId: settled.requestId, destination: arn, fault },
    });
  };
};
