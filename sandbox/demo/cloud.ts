import { fileURLToPath } from 'node:url';
import type { FixtureVpc } from '../fixture.ts';
import { readJsonFile } from '../json-file.ts';
import { ACCOUNT, PARTNER, peerflowAccount } from '../peerflow.ts';
import type { Stack } from '../stack.ts';
import { type Credentials, type Sandbox, startSandbox } from '../start.ts';
import type { Scenario } from './scenario.ts';

/** Where the cloud is, as somebody with an account there knows it: the demo is a client like any other. */
export interface Cloud {
  /** Base URL of every service. */
  readonly endpoint: string;
  /** Base URL of the HTTP trigger. */
  readonly url: string;
  readonly accountId: string;
  readonly regionId: string;
  readonly keys: Credentials;
  /** The VPCs that there are. */
  readonly vpcs: readonly FixtureVpc[];
}

const FUNCTION = 'peerflow-request';

const template = (file: string): Stack => ({
  template: readJsonFile(new URL(file, import.meta.url)).value,
});

/** Beside Peerflow's own: a function and its account, and the rule of the examples. */
const chained = () => ({
  also: [fileURLToPath(new URL('./chain/s.yaml', import.meta.url))],
  stacks: [
    template('./chain/account.template.json'),
    template('../../examples/consumers/rule.template.json'),
  ],
});

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
  const more = chain ? chained() : { also: [], stacks: [] };
  return startSandbox({
    stacks: [...stacks, ...more.stacks],
    buses,
    also: more.also,
    auth: false,
    timers: false,
    env,
  });
};

export const cloudOf = (sandbox: Sandbox): Cloud => {
  const url = sandbox.urls[FUNCTION];
  if (url === undefined) throw new Error(`s.yaml declares no HTTP trigger for ${FUNCTION}`);
  const { endpoint, accountId, world } = sandbox;
  const { regions, vpcs } = world.fixture;
  const regionId = regions[0]?.id ?? '';
  return { endpoint, url, accountId, regionId, keys: sandbox.credentials(), vpcs };
};

/** Never resolves; rejects when a function ends although nobody ended it, or the sandbox itself fails. */
export const brokenOf = ({ journal }: Sandbox): Promise<never> => {
  const broken = new Promise<never>((_, reject) => {
    journal.follow(({ kind, summary }) => {
      if (kind === 'fault') reject(new Error(summary));
    });
  });
  // It may break while nobody is looking, and is looked at later.
  broken.catch(() => undefined);
  return broken;
};
