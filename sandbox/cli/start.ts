import { buildIfChanged } from '../../build/build.ts';
import { vpcLines } from '../demo/vpcs.ts';
import { peerflowAccount } from '../peerflow.ts';
import type { Service } from '../services.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import type { Arguments } from './arguments.ts';
import { type Command, main } from './frame.ts';

const USAGE = `Usage: npm start -- [options]

Starts the local slice of Alibaba Cloud with Peerflow deployed in it, in the account that deploy/ describes.
Builds first what has changed.

  --port <number>       where everything listens; 9000 unless given, 0 for any free port
  --fixture <file>      accounts, regions and VPCs; a default world unless given
  --serverless <file>   what is deployed; s.yaml unless given
  --no-build            takes dist/ as it is
  --signed              the HTTP trigger asks for signatures, as it does in the cloud
  -h, --help            this text

Variables PEERFLOW_... of the shell reach the functions, e.g. PEERFLOW_LOG_LEVEL=debug npm start.`;

const ACCOUNT = '1210123456123456';
const PARTNER = { accountId: '253460731706911258', externalId: 'peerflow-sandbox' };

/** Who has Peerflow accept in other accounts gets the partner's account ready for it. */
const accountFor = (env: Readonly<Record<string, string>>) => {
  const partner = env.PEERFLOW_ACCEPTER_ROLE === undefined ? {} : { partner: PARTNER };
  return {
    ...peerflowAccount({ accountId: ACCOUNT, sinks: env.PEERFLOW_SINKS ?? '', ...partner }),
    env: { PEERFLOW_ACCEPTER_EXTERNAL_ID: PARTNER.externalId, ...env },
  };
};

/** The HTTP API answers on the cloud's own port too: no path of one is a path of the other. */
const onOnePort = (sandbox: Sandbox): Sandbox => {
  const entrance = sandbox.platform?.http[0];
  const service: Service = async (request) => entrance?.handle(request);
  sandbox.services.push(service);
  return sandbox;
};

/** Settings of the caller's shell apply to the functions; their endpoint stays the sandbox. */
const settings = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('PEERFLOW_') && !name.startsWith('PEERFLOW_ENDPOINT') && value
        ? [[name, value]]
        : [],
    ),
  );

const start = async ({
  port,
  fixture,
  serverless,
  signed,
  isBuilt,
}: Arguments): Promise<Sandbox> => {
  const env = { PEERFLOW_PAGE: 'on', ...settings() };
  const isOurs = serverless === undefined && fixture === undefined;
  if (serverless === undefined && !isBuilt) await buildIfChanged();
  const sandbox = await startSandbox({
    port,
    auth: signed,
    env,
    ...(isOurs ? accountFor(env) : {}),
    ...(fixture === undefined ? {} : { fixture }),
    ...(serverless === undefined ? {} : { serverless }),
  });
  return onOnePort(sandbox);
};

interface Ends {
  readonly regionId: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
}

/** Two VPCs of the functions' account that can be connected. */
const aPair = ({ world, accountId }: Sandbox): Ends | undefined => {
  const usable = world.fixture.vpcs.filter(
    (vpc) =>
      vpc.ownerId === accountId && vpc.status === 'Available' && !vpc.cloudBox && !vpc.shared,
  );
  return usable
    .flatMap((one) => usable.map((other) => ({ one, other })))
    .filter(({ one, other }) => one.id !== other.id && one.regionId === other.regionId)
    .map(({ one, other }) => ({
      regionId: one.regionId,
      vpcId: one.id,
      acceptingVpcId: other.id,
    }))[0];
};

const curlFor = (sandbox: Sandbox): string[] => {
  const pair = aPair(sandbox);
  if (pair === undefined) return ['  (the fixture has no two VPCs of one account and region)'];
  const send = `-H 'content-type: application/json' -d '${JSON.stringify(pair)}'`;
  return [
    `  curl -i ${sandbox.endpoint}/peerings ${send}`,
    `  curl ${sandbox.endpoint}/peerings`,
    `  curl ${sandbox.endpoint}/peerings/preflight ${send}`,
  ];
};

const trying = (sandbox: Sandbox, signed: boolean): string[] =>
  signed
    ? ['The HTTP trigger asks for ACS3-HMAC-SHA256 signatures.']
    : [
        'The HTTP trigger asks for no signature here (in the cloud it does). Try:',
        ...curlFor(sandbox),
        `The page of connections: ${sandbox.endpoint}/`,
      ];

const command: Command = {
  usage: USAGE,
  start,
  greet: (sandbox, { signed }) =>
    [
      `Peerflow and its cloud listen on ${sandbox.endpoint}.`,
      `Deployed: ${(sandbox.platform?.functions ?? []).map((each) => each.name).join(', ')}.`,
      '',
      ...vpcLines(sandbox.world.fixture.vpcs),
      '',
      ...trying(sandbox, signed),
      '',
      'Ctrl-C stops it. What happens follows.',
    ].join('\n'),
};

await main(command);
