import { namesIn } from './arn.ts';
import { readJsonFile } from './json-file.ts';
import type { Stack } from './stack.ts';
import type { SandboxOptions } from './start.ts';

/** Peerflow's account in the default world. */
export const ACCOUNT = '1210123456123456';

/** The other account there, whose role lets Peerflow accept. */
export const PARTNER = { accountId: '253460731706911258', externalId: 'peerflow-sandbox' };

const DEPLOY = new URL('../deploy/', import.meta.url);

const templateOf = (name: string): unknown =>
  readJsonFile(new URL(`${name}.template.json`, DEPLOY)).value;

/** The parameters of the stack by which a role may write to the sinks of a `PEERFLOW_SINKS`. */
const sinkParameters = (sinks: string): Readonly<Record<string, readonly string[]>> => ({
  SinkBuses: namesIn(sinks, 'bus'),
  SinkQueues: namesIn(sinks, 'queue'),
  SinkTopics: namesIn(sinks, 'topic'),
  SinkFunctions: [
    ...namesIn(sinks, 'function').map((name) => `functions/${name}`),
    ...namesIn(sinks, 'fc2').map((name) => `services/${name.replace('/', '.*/functions/')}`),
  ],
});

interface PeerflowAccount {
  /** Name of the deployment without its stage: `PEERFLOW_NAME`, `PEERFLOW_STAGE`. */
  readonly base?: string | undefined;
  readonly stage?: string | undefined;
  /** `PEERFLOW_SINKS` of the functions. */
  readonly sinks?: string | undefined;
  /** Account that the functions run in. */
  readonly accountId: string;
  /** Another account that lets Peerflow accept connections there. */
  readonly partner?: typeof PARTNER;
}

/**
 * What an account has when the commands of docs/deploy.md were followed: the bus, and the stacks of roles,
 * queues and the rule, also in a partner's account. Queues and topics that are sinks are not among it.
 */
export const peerflowAccount = ({
  base = 'peerflow',
  stage = '',
  sinks = '',
  accountId,
  partner,
}: PeerflowAccount): Pick<SandboxOptions, 'stacks' | 'buses'> => {
  const own: Stack = {
    name: 'peerflow',
    template: templateOf('peerflow'),
    parameters: {
      Name: base,
      Stage: stage,
      ...sinkParameters(sinks),
      ...(partner && { AccepterRole: `acs:ram::${partner.accountId}:role/peerflow-accepter` }),
    },
  };
  const theirs: Stack | undefined = partner && {
    name: 'peerflow-accepter',
    template: templateOf('accepter'),
    accountId: partner.accountId,
    parameters: {
      PeerflowAccount: accountId,
      PeerflowName: `${base}${stage}`,
      ExternalId: partner.externalId,
    },
  };
  return { stacks: theirs ? [own, theirs] : [own], buses: [`${base}${stage}`] };
};
