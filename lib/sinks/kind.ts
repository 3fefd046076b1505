import type { FollowUpEvent } from '../peering/model/event.ts';
import type { Clock, SinkResult } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import type { Service } from '../runtime/services.ts';
import type { Resolver } from './webhook/guard.ts';

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

/** A sink as `PEERFLOW_SINKS` names it, without what its fragment chooses. */
export type SinkTarget =
  | { readonly kind: 'eventbridge'; readonly bus: string }
  | { readonly kind: 'mns'; readonly of: 'queues' | 'topics'; readonly name: string }
  | {
      readonly kind: 'fc';
      readonly functionName: string;
      readonly qualifier?: string | undefined;
    }
  | {
      readonly kind: 'fc2';
      readonly service: string;
      readonly functionName: string;
      readonly qualifier?: string | undefined;
    }
  | { readonly kind: 'webhook'; readonly url: string; readonly signed: boolean };

export type TargetOf<K extends SinkTarget['kind']> = Extract<SinkTarget, { readonly kind: K }>;

/** What is wrong with a part of the configuration; never holds the value. */
export interface Fault {
  readonly fault: string;
}

export const isFault = (value: object): value is Fault => 'fault' in value;

/** A sink URL, taken apart. */
export interface SinkUrl {
  /** Without the fragment. */
  readonly url: string;
  /** `#unsigned` */
  readonly unsigned: boolean;
}

/**
 * Makes everything ready to send one event, and returns the call that sends it once within `timeoutMs`. What
 * the first throws is our own fault: nothing was sent. The call may reject with what a client throws.
 */
export type Prepare = (
  event: FollowUpEvent,
  timeoutMs: number,
) => Promise<() => Promise<SinkResult>>;

/** What the module of each kind of sink exports. */
export interface SinkKind<K extends SinkTarget['kind']> {
  /** The schemes of its URLs, e.g. `mns`. */
  readonly schemes: readonly string[];
  /** How its URLs look, for people. */
  readonly form: string;
  readonly parse: (url: SinkUrl) => TargetOf<K> | Fault;
  /** For logs and health: `{scheme}:{name or host}`. Never a secret, and no URL: logs hide these. */
  readonly label: (target: TargetOf<K>) => string;
  /** Cheap: the official client is loaded with the first event. */
  readonly open: (target: TargetOf<K>, environment: SinkEnvironment) => Prepare;
}
