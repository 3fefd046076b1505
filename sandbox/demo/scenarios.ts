import { examplesIn, readExample } from './examples.ts';
import { showRoutes, showRoutesBefore } from './routes.ts';
import { BUS, EVENTS_QUEUE, type Scenario } from './scenario.ts';

const SINKS = { PEERFLOW_SINKS: `eventbridge://${BUS} mns://queues/${EVENTS_QUEUE}` };

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
  readonly chain: boolean;
}

const examplesOf = ({ files, crossAccount, routes, chain }: Asked): Scenario['examples'] => {
  if (files.length > 0) return files.map(readExample);
  if (crossAccount) return examplesIn('cross-account');
  if (routes) return examplesIn('routes');
  if (chain) return examplesIn('.').filter(({ name }) => name === 'hub-and-spoke1');
  return [...examplesIn('queue'), ...examplesIn('eventbridge'), ...examplesIn('.')];
};

/** The scenario that the command line asks for. Throws for a file that cannot be sent. */
export const scenarioOf = (asked: Asked): Scenario => ({
  examples: examplesOf(asked),
  env: {
    ...SINKS,
    ...(asked.crossAccount ? CROSS_ACCOUNT : {}),
    ...(asked.routes ? { PEERFLOW_ROUTES: 'both' } : {}),
  },
  goals: asked.routes ? ['Routes:Ready'] : ['Activated', 'Adopted', 'Updated', 'Deleted'],
  withPartner: asked.crossAccount,
  chain: asked.chain,
  ...(asked.routes ? { prologue: showRoutesBefore, epilogue: showRoutes } : {}),
});
