import { EVENT_TYPES, type FollowUpEvent } from '../peering/model/event.ts';
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

const PREFIX = 'peerflow:';

/** `Activated` and `Act*` name events of connections; `Routes:*` and `*` are as they stand. */
const fullPattern = (word: string): string => {
  if (word === '*' || word.startsWith(PREFIX)) return word;
  return word.includes(':') ? `${PREFIX}${word}` : `${PREFIX}Connection:${word}`;
};

/** `*` stands for any characters, others for themselves. */
const matcherOf = (pattern: string): ((type: string) => boolean) => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const form = new RegExp(`^${parts.join('[^]*')}$`);
  return (type) => form.test(type);
};

const MAX_WORD = 64;
const WORD = /^[A-Za-z:]*(\*[A-Za-z:]*){0,2}$/;

/**
 * Reads the value of `#types=`: event types, by `|`. `Activated` means `peerflow:Connection:Activated`,
 * `Routes:*` every event about routes. Returns `undefined` where a word names no type that there is.
 */
export const parseTypes = (value: string): ((type: string) => boolean) | undefined => {
  const words = value.split('|');
  if (!words.every((word) => word !== '' && word.length <= MAX_WORD && WORD.test(word)))
    return undefined;
  const matchers = words.map((word) => matcherOf(fullPattern(word)));
  const known = matchers.every((matches) => EVENT_TYPES.some(matches));
  return known ? (type) => matchers.some((matches) => matches(type)) : undefined;
};

/** What the fragment of a sink URL chooses. It is never sent. */
export interface Fragment {
  /** A webhook that is not signed, on purpose. */
  readonly unsigned: boolean;
  /** Whether events of this type go there. */
  readonly takes: (type: string) => boolean;
}

export const FRAGMENT_FORM = 'may have #types=Activated|Routes:* and, for a webhook, #unsigned';

/** Reads `types=...` and `unsigned`, by `&`. */
export const readFragment = (fragment: string | undefined): Fragment | Fault => {
  let unsigned = false;
  let takes = (_: string): boolean => true;
  for (const part of fragment?.split('&') ?? []) {
    if (part === 'unsigned') unsigned = true;
    else if (part.startsWith('types=')) {
      const parsed = parseTypes(part.slice('types='.length));
      if (parsed === undefined)
        return { fault: 'has #types= with a word that names no event type' };
      takes = parsed;
    } else return { fault: FRAGMENT_FORM };
  }
  return { unsigned, takes };
};
