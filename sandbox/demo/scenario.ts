import type { Cloud } from './cloud.ts';
import type { Example } from './examples.ts';
import type { Row } from './story.ts';

/** What a demo sends, how the functions are configured for it, and which events settle a request. */
export interface Scenario {
  readonly examples: readonly Example[];
  readonly env: Readonly<Record<string, string>>;
  /** Kinds of events after which a request has what it asked for. */
  readonly goals: readonly string[];
  /** True: the account of the other side takes part. */
  readonly withPartner: boolean;
  /** True: the consumers of examples/consumers are at work. */
  readonly chain: boolean;
  /** What is shown before the first request is sent. */
  readonly prologue?: Prologue;
  /** What is shown when every request has what it asked for. */
  readonly epilogue?: Epilogue;
}

export type Prologue = (
  cloud: Cloud,
  examples: readonly Example[],
  write: (line: string) => void,
) => Promise<void>;

export type Epilogue = (
  cloud: Cloud,
  rows: readonly Row[],
  write: (line: string) => void,
) => Promise<void>;

/** Where the demo listens for follow-up events. */
export const EVENTS_QUEUE = 'peerflow-events';
/** Where the trigger of s.yaml takes requests from. */
export const REQUESTS_QUEUE = 'peerflow-requests';
/** The bus whose rule leads requests into that queue, and which gets the follow-up events. */
export const BUS = 'peerflow';
