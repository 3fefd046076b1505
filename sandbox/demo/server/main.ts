import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Journal } from '../../journal.ts';
import { readJsonFile } from '../../json-file.ts';
import { peerflowAccount } from '../../peerflow.ts';
import type { Stack } from '../../stack.ts';
import { type Sandbox, startSandbox } from '../../start.ts';
import { type Cloud, type FromServer, type StartOptions, startOptions, vpc } from './messages.ts';

// The demo's cloud in a process of its own, so that the demo is what a user's program is: a client. It
// says over its channel what happens, and ends when the demo does.

const FUNCTION = 'peerflow-request';
const ACCOUNT = '1210123456123456';
const PARTNER = { accountId: '253460731706911258', externalId: 'peerflow-demo' };

const say = (message: FromServer): void => {
  // A demo that is gone hears nothing; this process is then ending as well.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

const relay = (journal: Journal): void => {
  journal.follow(({ at, kind, summary, detail: { event } }) =>
    say({ kind: 'entry', entry: { at, kind, summary, ...(event ? { event } : {}) } }),
  );
};

const cloudOf = (sandbox: Sandbox): Cloud => {
  const url = sandbox.urls[FUNCTION];
  if (url === undefined) throw new Error(`s.yaml declares no HTTP trigger for ${FUNCTION}`);
  const { accessKeyId, accessKeySecret } = sandbox.credentials();
  const { endpoint, accountId, world } = sandbox;
  const { regions, vpcs } = world.fixture;
  return {
    endpoint,
    url,
    accountId,
    regionId: regions[0]?.id ?? '',
    keys: { accessKeyId, accessKeySecret },
    vpcs: vpcs.map((each) => v.parse(vpc, each)),
  };
};

const template = (file: string): Stack => ({
  template: readJsonFile(new URL(file, import.meta.url)).value,
});

/** Beside Peerflow's own: a function and its account, and the rule of the examples. */
const CHAIN = {
  files: [fileURLToPath(new URL('../chain/s.yaml', import.meta.url))],
  stacks: [
    template('../chain/account.template.json'),
    template('../../../examples/consumers/rule.template.json'),
  ],
};

const start = async ({ env, withPartner, chain }: StartOptions): Promise<void> => {
  const partner = withPartner ? { partner: PARTNER } : {};
  const sinks = env.PEERFLOW_SINKS ?? '';
  const { stacks = [], buses = [] } = peerflowAccount({ accountId: ACCOUNT, sinks, ...partner });
  const sandbox = await startSandbox({
    stacks: chain ? [...stacks, ...CHAIN.stacks] : stacks,
    buses,
    ...(chain ? { also: CHAIN.files } : {}),
    auth: false,
    switches: { timers: false },
    env: {
      ...env,
      ...(withPartner ? { PEERFLOW_ACCEPTER_EXTERNAL_ID: PARTNER.externalId } : {}),
    },
  });
  process.once('disconnect', () => {
    sandbox.close().finally(() => process.exit(0));
  });
  relay(sandbox.journal);
  say({ kind: 'ready', cloud: cloudOf(sandbox) });
};

try {
  await start(v.parse(startOptions, JSON.parse(process.argv[2] ?? '{}')));
} catch (error) {
  say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect();
}
