import { examplesIn, readExample } from './examples.ts';
import { showRoutes } from './routes.ts';
import { EVENTS_QUEUE, type Scenario } from './scenario.ts';

const SINKS = { PEERFLOW_SINKS: `eventbridge://default mns://queues/${EVENTS_QUEUE}` };

const PARTNER = '253460731706911258';

/** Policy lets the partner in; its role lets the accepter act there. */
const CROSS_ACCOUNT = {
  PEERFLOW_POLICY: JSON.stringify([
    { name: 'partner may be connected', effect: 'allow', when: { accepterAccount: PARTNER } },
  ]),
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
};

/** What the command line asks for. */
export interface Asked {
  readonly files: readonly string[];
  readonly crossAccount: boolean;
  readonly routes: boolean;
}

type Setting = Pick<Scenario, 'env' | 'goals' | 'epilogue'>;

const goalsOf = ({ crossAccount, routes }: Asked): readonly string[] => {
  if (routes) return ['Routes:Ready'];
  return crossAccount ? ['Activated', 'Adopted'] : ['Activated', 'Accepting', 'Adopted'];
};

const settingOf = (asked: Asked): Setting => ({
  env: {
    ...SINKS,
    ...(asked.crossAccount ? CROSS_ACCOUNT : {}),
    ...(asked.routes ? { PEERFLOW_ROUTES: 'both' } : {}),
  },
  goals: goalsOf(asked),
  ...(asked.routes ? { epilogue: showRoutes } : {}),
});

/** The scenario that the command line asks for. Throws for a file that cannot be sent. */
export const scenarioOf = (asked: Asked): Scenario => {
  const setting = settingOf(asked);
  const overHttpAlone = { messages: [], events: [], ...setting };
  if (asked.files.length > 0) return { ...overHttpAlone, requests: asked.files.map(readExample) };
  if (asked.crossAccount) return { ...overHttpAlone, requests: examplesIn('cross-account') };
  if (asked.routes) return { ...overHttpAlone, requests: examplesIn('routes') };
  return {
    ...setting,
    requests: examplesIn('.'),
    messages: examplesIn('queue'),
    events: examplesIn('eventbridge'),
  };
};
