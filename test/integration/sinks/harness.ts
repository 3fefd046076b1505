import type { SinkEnvironment } from '../../../lib/sinks/index.ts';
import { built } from '../built/index.ts';

export { serve } from './serve.ts';

export const ACCOUNT = '253460731706911258';
/** Keys of Function Compute need not begin with `STS`. */
export const CREDENTIALS = {
  accessKeyId: 'LTAI5tFAKEFAKEFAKEFAKE00',
  accessKeySecret: 'fake-secret',
  securityToken: 'FAKE-STS-TOKEN',
};
export const LONG_LIVED = { ...CREDENTIALS, securityToken: '' };

export const DELIVERED = { ok: true };

/** What no report of a sink may hold. */
export const SECRETS = /FAKE|fake-secret|127\.0\.0\.1/;

/** Time enough for a call that is answered at once. */
export const TIMEOUT_MS = 10_000;

/** The sink of a URL, its service at `host`, as the build of this project makes it. */
export const sinkTo = (url: string, host: string, given: Partial<SinkEnvironment> = {}) => {
  const { sinks, faults } = built.parseSinks([url], true);
  const [sink] = sinks;
  if (!sink || faults.length > 0) throw new Error(faults.join());
  return sink.open({
    accountId: ACCOUNT,
    region: 'cn-hangzhou',
    credentials: CREDENTIALS,
    endpointOf: () => ({ host, protocol: 'http' }),
    clock: { now: () => Date.now() },
    webhookSecrets: [],
    webhookAllow: [],
    ...given,
  });
};
