import type { FollowUpEvent } from '../peering/model/event.ts';
import type { SinkResult } from '../peering/ports.ts';
import type { SinkEnvironment } from './environment.ts';

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
