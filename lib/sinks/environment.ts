import type { Clock } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import type { Endpoints, Service } from '../runtime/services.ts';
import type { Resolver } from './webhook/lookup.ts';

/** What the sinks of one invocation need. Credentials end with it, so sinks must not outlive it. */
export interface SinkEnvironment {
  readonly accountId: string;
  readonly region: string;
  /** Absent: sinks of Alibaba Cloud report `InvalidCredentials`; webhooks work. */
  readonly credentials: Credentials | undefined;
  /** Base URLs that replace the services' own. */
  readonly endpoints: Endpoints;
  readonly clock: Pick<Clock, 'now'>;
  /** `PEERFLOW_WEBHOOK_SECRET`: one, or two while they are rotated. */
  readonly webhookSecrets: readonly string[];
  /** `PEERFLOW_WEBHOOK_ALLOW`: host names, addresses, CIDR blocks. */
  readonly webhookAllow: readonly string[];
  /** Name resolution for webhooks; the system's by default. */
  readonly resolve?: Resolver | undefined;
}

/** Where a service is reached; `host` may carry a port. */
export interface ServiceHost {
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/** The configured base URL of a service, or the host that its documentation names, over HTTPS. */
export const serviceHost = (
  { endpoints, accountId, region }: SinkEnvironment,
  service: Extract<Service, 'EVENTBRIDGE' | 'MNS' | 'FC' | 'FC2'>,
): ServiceHost => {
  const configured = endpoints[service];
  if (configured !== undefined) {
    const { host, protocol } = new URL(configured);
    return { host, protocol: protocol === 'http:' ? 'http' : 'https' };
  }
  const host = {
    EVENTBRIDGE: `${accountId}.eventbridge.${region}.aliyuncs.com`,
    MNS: `${accountId}.mns.${region}.aliyuncs.com`,
    FC: `${accountId}.${region}.fc.aliyuncs.com`,
    FC2: `${accountId}.${region}.fc.aliyuncs.com`,
  }[service];
  return { host, protocol: 'https' };
};
