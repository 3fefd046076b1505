import { fileURLToPath } from 'node:url';
import { readJsonFile } from '../json-file.ts';
import { ACCOUNT, PARTNER, peerflowAccount } from '../peerflow.ts';
import type { Stack } from '../stack.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import type { Scenario } from './scenario.ts';

const FUNCTION = 'peerflow-request';

const template = (file: string): Stack => ({
  template: readJsonFile(new URL(file, import.meta.url)).value,
});

/** Beside Peerflow's own: a function and its account, and the rule of the examples. */
const CHAINED = {
  files: ['./chain/s.yaml'],
  templates: ['./chain/account.template.json', '../../examples/consumers/rule.template.json'],
};

/** Starts the cloud of a scenario. Rejects if it does not start. */
export const startCloud = async (
  { withPartner, chain }: Scenario,
  env: Readonly<Record<string, string>>,
): Promise<Sandbox> => {
  const { stacks = [], buses = [] } = peerflowAccount({
    accountId: ACCOUNT,
    sinks: env.PEERFLOW_SINKS ?? '',
    ...(withPartner ? { partner: PARTNER } : {}),
  });
  const { files, templates } = chain ? CHAINED : { files: [], templates: [] };
  return startSandbox({
    stacks: [...stacks, ...templates.map(template)],
    buses,
    also: files.map((file) => fileURLToPath(new URL(file, import.meta.url))),
    auth: false,
    timers: false,
    env,
  });
};

/** Where the cloud is, as somebody with an account there knows it: the demo is a client like any other. */
export const cloudOf = ({ urls, endpoint, accountId, world, credentials }: Sandbox) => {
  const url = urls[FUNCTION];
  if (url === undefined) throw new Error(`s.yaml declares no HTTP trigger for ${FUNCTION}`);
  const { regions, vpcs } = world.fixture;
  return {
    /** Base URL of every service. */
    endpoint,
    /** Base URL of the HTTP trigger. */
    url,
    accountId,
    regionId: regions[0]?.id ?? '',
    keys: credentials(),
    vpcs,
  };
};

export type Cloud = ReturnType<typeof cloudOf>;
