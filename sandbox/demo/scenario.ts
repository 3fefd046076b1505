import { type Example, examplesIn, readExample } from './examples.ts';
import type { Facts } from './facts.ts';
import { showRoutes } from './routes.ts';
import type { Sent } from './send.ts';
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

const SINKS = { PEERFLOW_SINKS: `eventbridge://default mns://queues/${EVENTS_QUEUE}` };

const PARTNER = '253460731706911258';

/** Policy lets the partner in; its role lets the accepter act there. */
const CROSS_ACCOUNT = {
  PEERFLOW_POLICY: JSON.stringify([
    { name: 'partner may be connected', effect: 'allow', when: { accepterAccount: PARTNER } },
  ]),
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
};

const SAME_ACCOUNT = { env: SINKS, goals: ['Activated', 'Accepting', 'Adopted'] };
const ACROSS = { env: { ...SINKS, ...CROSS_ACCOUNT }, goals: ['Activated', 'Adopted'] };

const ROUTED = { env: SINKS, goals: ['Routes:Ready'], epilogue: showRoutes };

/** The scenario that the command line asks for. Throws for a file that cannot be sent. */
export const scenarioOf = (asked: {
  readonly files: readonly string[];
  readonly crossAccount: boolean;
  readonly routes: boolean;
}): Scenario => {
  const setting = asked.crossAccount ? ACROSS : SAME_ACCOUNT;
  const overHttpAlone = { messages: [], events: [], ...setting };
  if (asked.files.length > 0) return { ...overHttpAlone, requests: asked.files.map(readExample) };
  if (asked.routes) return { messages: [], events: [], ...ROUTED, requests: examplesIn('routes') };
  if (asked.crossAccount) return { ...overHttpAlone, requests: examplesIn('cross-account') };
  return {
    ...setting,
    requests: examplesIn('.'),
    messages: examplesIn('queue'),
    events: examplesIn('eventbridge'),
  };
};
