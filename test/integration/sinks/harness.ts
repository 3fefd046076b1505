import type { Invoker } from '../../../lib/peering/ports.ts';
import { parseSink, type Sink } from '../../../lib/runtime/sinks.ts';
import type { PublisherOptions } from '../../../lib/sinks/publisher.ts';
import { fakeLog } from '../../unit/sinks/fakes.ts';
import { built } from '../built/index.ts';

export { serve } from './serve.ts';

export const ACCOUNT = '253460731706911258';
/** Keys of Function Compute need not begin with `STS`. */
export const CREDENTIALS = {
  accessKeyId: 'LTAI5tFAKEFAKEFAKEFAKE00',
  accessKeySecret: 'fake-secret',
  securityToken: 'FAKE-STS-TOKEN',
};

export const noInvoker: Invoker = { invokeAsync: () => Promise.reject(new Error('not expected')) };

export const sinkOf = (url: string): Sink => {
  const sink = parseSink(url);
  if ('fault' in sink) throw new Error(sink.fault);
  return sink;
};

/** A publisher to one sink at `host`; waits between tries pass at once. */
export const publisherTo = (
  url: string,
  host: string,
  given: Partial<Pick<PublisherOptions, 'webhook' | 'invoker' | 'credentials'>> & {
    readonly remainingMs?: number;
  } = {},
) => {
  const { log, lines } = fakeLog();
  const waits: number[] = [];
  const publisher = built.createPublisher({
    sinks: [sinkOf(url)],
    log,
    clock: {
      now: () => Date.now(),
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
    random: () => 0.5,
    deadline: { remaining: () => given.remainingMs ?? 10_000 },
    accountId: ACCOUNT,
    regionId: 'cn-hangzhou',
    credentials: CREDENTIALS,
    endpointOf: () => ({ host, protocol: 'http' }),
    invoker: noInvoker,
    webhook: { allow: [] },
    ...given,
  });
  return { publisher, lines, waits };
};
