import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readJsonFile } from '../json-file.ts';
import { PARTNER } from '../peerflow.ts';

export interface Example {
  /** File name without folder and ending; part of the Idempotency-Key. */
  readonly name: string;
  /** The text as it is in the file: the function judges what it says, not the demo. */
  readonly text: string;
  readonly value: unknown;
  /** Where it goes although its shape would not say so. */
  readonly door?: 'queue';
}

/** Where the demo listens for follow-up events. */
export const EVENTS_QUEUE = 'peerflow-events';
/** Where the trigger of s.yaml takes requests from. */
export const REQUESTS_QUEUE = 'peerflow-requests';
/** The bus whose rule leads requests into that queue, and which gets the follow-up events. */
export const BUS = 'peerflow';

const SINKS = { PEERFLOW_SINKS: `eventbridge://${BUS} mns://queues/${EVENTS_QUEUE}` };

/** Policy lets the partner in; its role lets the accepter act there. */
const CROSS_ACCOUNT = {
  PEERFLOW_POLICY: JSON.stringify([
    {
      name: 'partner may be connected',
      effect: 'allow',
      when: { accepterAccount: PARTNER.accountId },
    },
  ]),
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_ACCEPTER_EXTERNAL_ID: PARTNER.externalId,
};

const FOLDER = path.resolve(import.meta.dirname, '../../examples');

const readExample = (file: string): Example => ({
  name: path.basename(file, '.json'),
  ...readJsonFile(file),
});

/** The examples of a folder of the project, in the order of their names. */
const examplesIn = (folder: string): readonly Example[] => {
  const from = path.join(FOLDER, folder);
  const names = readdirSync(from).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => ({
    ...readExample(path.join(from, name)),
    ...(folder === 'queue' ? { door: 'queue' as const } : {}),
  }));
};

/** What the command line asks for. */
export interface Asked {
  readonly files: readonly string[];
  /** Seconds. */
  readonly wait: number;
  readonly crossAccount?: boolean;
  readonly routes?: boolean;
  readonly chain?: boolean;
}

const examplesOf = ({ files, crossAccount, routes, chain }: Asked): readonly Example[] => {
  if (files.length > 0) return files.map(readExample);
  if (crossAccount) return examplesIn('cross-account');
  if (routes) return examplesIn('routes');
  if (chain) return examplesIn('.').filter(({ name }) => name === 'hub-and-spoke1');
  return ['queue', 'eventbridge', '.'].flatMap(examplesIn);
};

/** The scenario that the command line asks for. Throws a line that says which file cannot be sent, and why. */
export const scenarioOf = (asked: Asked) => {
  const { crossAccount: withPartner = false, routes = false, chain = false } = asked;
  /** How the functions are configured. */
  const env: Readonly<Record<string, string>> = {
    ...SINKS,
    ...(withPartner ? CROSS_ACCOUNT : {}),
    ...(routes ? { PEERFLOW_ROUTES: 'both' } : {}),
  };
  return {
    examples: examplesOf(asked),
    env,
    /** Kinds of events after which a request has what it asked for. */
    goals: routes ? ['Routes:Ready'] : ['Activated', 'Adopted', 'Updated', 'Deleted'],
    /** True: the account of the other side takes part. */
    withPartner,
    /** How long events are waited for, in milliseconds. */
    waitMs: asked.wait * 1000,
    /** True: the consumers of examples/consumers are at work. */
    chain,
    /** True: the route tables of both sides are shown before and after. */
    routes,
  };
};

/** What a demo sends, how the functions are configured for it, and which events settle a request. */
export type Scenario = ReturnType<typeof scenarioOf>;
