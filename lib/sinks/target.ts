import type { Invoker } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import type { Sink } from '../runtime/sinks.ts';
import type { WebhookOptions } from './sinks/webhook.ts';

/** Where a service is reached; `host` may carry a port. */
export interface Endpoint {
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/** What the clients of all kinds need between them. */
export interface SinkDependencies {
  readonly accountId: string;
  readonly regionId: string;
  /** Absent: sinks of Alibaba Cloud report `NoCredentials`, webhooks work. */
  readonly credentials: Credentials | undefined;
  readonly endpointOf: (service: 'EVENTBRIDGE' | 'MNS' | 'FC2') => Endpoint;
  /** Function Compute 3.0. */
  readonly invoker: Invoker;
  readonly webhook: WebhookOptions;
}

type Kind = Sink['kind'];
type SinkOf<K extends Kind> = Extract<Sink, { readonly kind: K }>;

export type EventBridgeTarget = SinkOf<'eventbridge'>;
export type MnsTarget = SinkOf<'mns-queue' | 'mns-topic'>;
export type FcTarget = SinkOf<'fc'>;
export type Fc2Target = SinkOf<'fc2'>;
