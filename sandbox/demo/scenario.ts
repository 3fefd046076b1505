import type { Example } from './examples.ts';
import type { Facts } from './facts.ts';
import type { Sent } from './sent.ts';
import type { Cloud } from './server/messages.ts';
import type { Timeline } from './timeline.ts';

/** What a demo sends, how the functions are configured for it, and which events settle a request. */
export interface Scenario {
  /** Bodies for the HTTP API. */
  readonly requests: readonly Example[];
  /** Messages for the queue of requests. */
  readonly messages: readonly Example[];
  /** CloudEvents for the default bus. */
  readonly events: readonly Example[];
  readonly env: Readonly<Record<string, string>>;
  /** Event kinds after which a request has what it asked for. */
  readonly goals: readonly string[];
  /** What is shown when every request has what it asked for. */
  readonly epilogue?: Epilogue;
}

export type Epilogue = (
  cloud: Cloud,
  sent: readonly Sent[],
  facts: Facts,
  timeline: Timeline,
) => Promise<void>;

/** Where the demo listens for follow-up events. */
export const EVENTS_QUEUE = 'peerflow-events';
/** Where the trigger of s.yaml takes requests from. */
export const REQUESTS_QUEUE = 'peerflow-requests';
