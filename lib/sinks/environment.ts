import type { Clock } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import type { Service } from '../runtime/services.ts';
import type { Resolver } from './webhook/lookup.ts';

/** Services that sinks call. */
export type SinkService = Extract<Service, 'EVENTBRIDGE' | 'MNS' | 'FC' | 'FC2'>;

/** Where a service is reached; `host` may carry a port. */
export interface ServiceHost {
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/** What the sinks of one invocation need. Credentials end with it, so sinks must not outlive it. */
export interface SinkEnvironment {
  readonly accountId: string;
  readonly region: string;
  /** Absent: sinks of Alibaba Cloud report `InvalidCredentials`; webhooks work. */
  readonly credentials: Credentials | undefined;
  readonly endpointOf: (service: SinkService) => ServiceHost;
  readonly clock: Pick<Clock, 'now'>;
  /** `PEERFLOW_WEBHOOK_SECRET`: one, or two while they are rotated. */
  readonly webhookSecrets: readonly string[];
  /** `PEERFLOW_WEBHOOK_ALLOW`: host names, addresses, CIDR blocks. */
  readonly webhookAllow: readonly string[];
  /** Name resolution for webhooks; the system's by default. */
  readonly resolve?: Resolver | undefined;
}
