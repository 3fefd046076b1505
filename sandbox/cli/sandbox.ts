import type { Sandbox } from '../start.ts';
import { startSandbox } from '../start.ts';
import { type Command, main } from './frame.ts';

const USAGE = `Usage: npm run sandbox -- [options]

Starts the local slice of Alibaba Cloud alone, without functions.

  --port <number>     where it listens; 9000 unless given, 0 for any free port
  --fixture <file>    accounts, regions and VPCs; a default world unless given
  -h, --help          this text`;

const keyLines = ({ world }: Sandbox): string[] =>
  world.fixture.accounts.flatMap((account) =>
    account.accessKeys.map((key) => `  account ${account.id}   ${key.id}   ${key.secret}`),
  );

const environment = ({ endpoint, accountId, world }: Sandbox): string[] => {
  const account = world.fixture.accounts.find((each) => each.id === accountId);
  const key = account?.accessKeys[0];
  return [
    `  export PEERFLOW_ENDPOINT=${endpoint}`,
    `  export PEERFLOW_SINKS=eventbridge://peerflow`,
    `  export FC_ACCOUNT_ID=${accountId}`,
    `  export FC_REGION=${world.fixture.regions[0]?.id ?? ''}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${key?.id ?? ''}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${key?.secret ?? ''}`,
  ];
};

const command: Command = {
  usage: USAGE,
  start: ({ port, fixture }) =>
    startSandbox({ port, functions: false, ...(fixture === undefined ? {} : { fixture }) }),
  greet: (sandbox) =>
    [
      `The cloud listens on ${sandbox.endpoint} (every service, one port).`,
      '',
      'Access keys (they exist here only):',
      ...keyLines(sandbox),
      '',
      'An environment for a program that is to talk to it:',
      ...environment(sandbox),
      '',
      'Faults and the clock (docs/sandbox.md):',
      `  curl ${sandbox.endpoint}/sandbox/faults -d '{"kind":"html","match":{"service":"VpcPeer"},"every":3}'`,
      `  curl ${sandbox.endpoint}/sandbox/clock -d '{"advanceMs":60000}'`,
      '',
      'Ctrl-C stops it. What happens follows.',
    ].join('\n'),
};

await main(command);
