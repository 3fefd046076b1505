import type { Journal } from '../../journal.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Settled } from './async-queue.ts';
import {
  type Destination,
  destinationOf,
  destinationPayload,
  parseDestination,
} from './destination.ts';

export interface SettlementOptions {
  readonly ports: Pick<PlatformPorts, 'smq' | 'scheduler'>;
  readonly journal: Journal;
  /** Invokes a function asynchronously; throws for one that is not deployed. */
  invoke(functionName: string, event: Buffer): void;
}

type Deliver = (name: string, payload: string) => void;

/**
 * Takes results of asynchronous invocations to their destinations.
 *
 * Function Compute 3.0: a destination that cannot be reached is not retried; the result is lost, and
 * the journal says so.
 */
export const createSettlement = (options: SettlementOptions): ((settled: Settled) => void) => {
  const { ports, journal } = options;

  const deliver: Readonly<Record<Destination['kind'], Deliver>> = {
    queue: (name, payload) => ports.smq.send(name, payload),
    topic: (name, payload) => ports.smq.publish(name, payload),
    function: (name, payload) => options.invoke(name, Buffer.from(payload)),
  };

  const tryDeliver = (arn: string, settled: Settled): string | undefined => {
    const destination = parseDestination(arn);
    if (destination === undefined) return 'no such kind of destination here';
    try {
      deliver[destination.kind](
        destination.name,
        destinationPayload(settled, ports.scheduler.now()),
      );
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  return (settled) => {
    const { spec } = settled.deployed;
    const succeeded = settled.result !== 'expired' && settled.result.ok;
    const arn = destinationOf(spec, succeeded);
    if (arn === undefined) return;
    const fault = tryDeliver(arn, settled);
    journal.record({
      kind: 'invoke',
      summary:
        fault === undefined
          ? `${spec.name} result to ${arn}`
          : `${spec.name} result lost on the way to ${arn}: ${fault}`,
      detail: { function: spec.name, requestId: settled.requestId, destination: arn, fault },
    });
  };
};
