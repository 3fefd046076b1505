import { buildIfChanged } from '../../build/build.ts';
import { vpcLines } from '../demo/vpcs.ts';
import { ACCOUNT, PARTNER, peerflowAccount } from '../peerflow.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import { commandOf, main, type Options } from './frame.ts';

const command = commandOf(
  'npm start --',
  `Starts the local slice of Alibaba Cloud with Peerflow deployed in it, in the
account that deploy/ describes. Builds first what has changed.`,
)
  .option('--serverless <file>', 'what is deployed; s.yaml unless given')
  .option('--no-build', 'takes dist/ as it is')
  .option('--signed', 'the HTTP trigger asks for signatures, as it does in the cloud')
  .addHelpText(
    'after',
    '\nVariables PEERFLOW_... of the shell reach the functions, e.g. PEERFLOW_LOG_LEVEL=debug npm start.',
  );

interface StartOptions extends Options {
  readonly serverless?: string;
  readonly build: boolean;
  readonly signed?: boolean;
}

type Environment = Readonly<Record<string, string>>;

/** Who has Peerflow accept in other accounts gets the partner's account ready for it. */
const accountFor = ({ PEERFLOW_STAGE: stage = '', ...env }: Environment) => {
  const partner = env.PEERFLOW_ACCEPTER_ROLE === undefined ? {} : { partner: PARTNER };
  const { PEERFLOW_NAME: base = 'peerflow', PEERFLOW_SINKS: sinks } = env;
  return {
    ...peerflowAccount({ base, stage, accountId: ACCOUNT, sinks, ...partner }),
    env: {
      PEERFLOW_ACCEPTER_EXTERNAL_ID: PARTNER.externalId,
      ...env,
      PEERFLOW_NAME: `${base}${stage}`,
    },
  };
};

/** What only the caller's tools read. */
const OF_TOOLS = /^PEERFLOW_(ENDPOINT.*|REGION|URL|TOKEN)$/;

/** Settings of the caller's shell apply to the functions; their endpoint and region stay the sandbox's. */
const settings = (): Environment =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('PEERFLOW_') && !OF_TOOLS.test(name) && value ? [[name, value]] : [],
    ),
  );

const start = async (options: StartOptions): Promise<Sandbox> => {
  const { port, fixture, serverless, signed = false, build } = options;
  const env = { PEERFLOW_PAGE: 'on', ...settings() };
  const isOurs = serverless === undefined && fixture === undefined;
  if (serverless === undefined && build) await buildIfChanged();
  const account = isOurs ? accountFor(env) : {};
  const sandbox = await startSandbox({ port, fixture, serverless, auth: signed, env, ...account });
  // The HTTP API answers on the cloud's own port too: no path of one is a path of the other.
  sandbox.services.push(async (request) => sandbox.platform.http[0]?.handle(request));
  return sandbox;
};

/** Calls with two VPCs of the functions' account that can be connected. */
const calls = ({ world, accountId, endpoint }: Sandbox): readonly string[] => {
  const usable = world.fixture.vpcs.filter(
    (vpc) =>
      vpc.ownerId === accountId && vpc.status === 'Available' && !vpc.cloudBox && !vpc.shared,
  );
  const [pair] = usable.flatMap(({ id: vpcId, regionId }) =>
    usable
      .filter((other) => other.id !== vpcId && other.regionId === regionId)
      .map((other) => ({ regionId, vpcId, acceptingVpcId: other.id })),
  );
  if (pair === undefined) return ['  (the fixture has no two VPCs of one account and region)'];
  const send = `-H 'content-type: application/json' -d '${JSON.stringify(pair)}'`;
  return [
    `  curl -i ${endpoint}/peerings ${send}`,
    `  curl ${endpoint}/peerings`,
    `  curl ${endpoint}/peerings/preflight ${send}`,
  ];
};

const trying = (sandbox: Sandbox, signed: boolean): readonly string[] =>
  signed
    ? ['The HTTP trigger asks for ACS3-HMAC-SHA256 signatures.']
    : [
        'The HTTP trigger asks for no signature here (in the cloud it does). Try:',
        ...calls(sandbox),
        `The page of connections: ${sandbox.endpoint}/`,
      ];

await main<StartOptions>(command, start, (sandbox, { signed = false }) =>
  [
    `Peerflow and its cloud listen on ${sandbox.endpoint}.`,
    `Deployed: ${sandbox.platform.functions.map((each) => each.name).join(', ')}.`,
    '',
    ...vpcLines(sandbox.world.fixture.vpcs),
    '',
    ...trying(sandbox, signed),
    '',
    'Ctrl-C stops it. What happens follows.',
  ].join('\n'),
);
