import { type Sandbox, startSandbox } from '../start.ts';
import { commandOf, main, type Options } from './frame.ts';

const greet = ({ endpoint, accountId, world: { fixture } }: Sandbox): string => {
  const keys = fixture.accounts.flatMap(({ id: owner, accessKeys }) =>
    accessKeys.map(({ id, secret }) => ({ owner, id, secret })),
  );
  const own = keys.find(({ owner }) => owner === accountId);
  return [
    `The cloud listens on ${endpoint} (every service, one port).`,
    '',
    'Access keys (they exist here only):',
    ...keys.map(({ owner, id, secret }) => `  account ${owner}   ${id}   ${secret}`),
    '',
    'An environment for a program that is to talk to it:',
    `  export PEERFLOW_ENDPOINT=${endpoint}`,
    `  export PEERFLOW_SINKS=eventbridge://peerflow`,
    `  export FC_ACCOUNT_ID=${accountId}`,
    `  export FC_REGION=${fixture.regions[0]?.id ?? ''}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${own?.id ?? ''}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${own?.secret ?? ''}`,
    '',
    'Faults and the clock (docs/sandbox.md):',
    `  curl ${endpoint}/sandbox/faults -d '{"kind":"html","match":{"service":"VpcPeer"},"every":3}'`,
    `  curl ${endpoint}/sandbox/clock -d '{"advanceMs":60000}'`,
    '',
    'Ctrl-C stops it. What happens follows.',
  ].join('\n');
};

await main<Options>(
  commandOf(
    'npm run sandbox --',
    'Starts the local slice of Alibaba Cloud alone, without functions.',
  ),
  ({ port, fixture }) => startSandbox({ port, functions: false, fixture }),
  greet,
);
