import { parseArn, type Resource } from '../../arn.ts';
import type { Journal } from '../../journal.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Settled } from './async-queue.ts';
import { destinationOf, destinationPayload, functionArn } from './destination.ts';

export interface SettlementOptions {
  readonly ports: Pick<PlatformPorts, 'destinations' | 'scheduler'>;
  readonly journal: Journal;
  /** Invokes a function asynchronously; throws for one that is not deployed. */
  invoke(functionName: string, event: Buffer): void;
}

type Deliver = (name: string, payload: object, settled: Settled) => void;

const succeeded = ({ result }: Settled): boolean => result !== 'expired' && result.ok;

/**
 * Takes results of asynchronous invocations to their destinations.
 *
 * Function Compute 3.0: a destination that cannot be reached is not retried; the result is lost, and
 * the journal says so.
 */
export const createSettlement = (options: SettlementOptions): ((settled: Settled) => void) => {
  const { ports, journal } = options;
  const { queue, topic, bus } = ports.destinations;

  const deliver: Readonly<Record<Resource['kind'], Deliver>> = {
    queue: (name, payload) => queue(name, JSON.stringify(payload)),
    topic: (name, payload) => topic(name, JSON.stringify(payload)),
    function: (name, payload) => options.invoke(name, Buffer.from(JSON.stringify(payload))),
    bus: (name, data, settled) =>
      bus(name, {
        requestId: settled.requestId,
        functionArn: functionArn(settled.deployed.spec),
        succeeded: succeeded(settled),
        data,
      }),
  };

  const tryDeliver = (arn: string, settled: Settled): string | undefined => {
    const destination = parseArn(arn);
    if (destination === undefined) return 'no such kind of destination here';
    const payload = destinationPayload(settled, ports.scheduler.now());
    try {
      deliver[destination.kind](destination.name, payload, settled);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  return (settled) => {
    const { spec } = settled.deployed;
    const arn = destinationOf(spec, succeeded(settled));
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
