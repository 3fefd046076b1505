import { parseArgs } from 'node:util';
import type { Endpoint } from '../../lib/aliyun/endpoints.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';

export interface AccountOptions {
  readonly region: string;
  /** Of the deployment. */
  readonly base: string;
  /** Empty, or what is added to the name, with its hyphen. */
  readonly stage: string;
  /** Of the deployment, with its stage; also the bus's name. */
  readonly name: string;
  readonly credentials: Credentials;
  readonly endpoint: Endpoint;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const USAGE = `npm run account -- [--region cn-hangzhou] [--name peerflow] [--stage=-dev]
  --region  where to deploy; else PEERFLOW_REGION
  --name    name of the deployment; else PEERFLOW_NAME, else peerflow
  --stage   what is added to the name, with its hyphen; else PEERFLOW_STAGE
Credentials: ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, if they are
temporary, ALIBABA_CLOUD_SECURITY_TOKEN.`;

/** Thrown for what the caller has to change before anything is called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const required = (value: string | undefined, missing: string): string => {
  const text = value?.trim() ?? '';
  if (text === '') throw new UsageError(`${missing}\n\n${USAGE}`);
  return text;
};

const credentialsOf = (env: Environment): Credentials => {
  return {
    accessKeyId: required(
      env.ALIBABA_CLOUD_ACCESS_KEY_ID,
      'ALIBABA_CLOUD_ACCESS_KEY_ID is not set.',
    ),
    accessKeySecret: required(
      env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set.',
    ),
    securityToken: env.ALIBABA_CLOUD_SECURITY_TOKEN?.trim() ?? '',
  };
};

/** The management API has hosts of its own, unlike the one that takes events. */
const endpointIn = (region: string, env: Environment): Endpoint => {
  const base = env.PEERFLOW_ENDPOINT_EVENTBRIDGE || env.PEERFLOW_ENDPOINT;
  if (!base) return { host: `eventbridge-console.${region}.aliyuncs.com`, protocol: 'https' };
  const { host, protocol } = new URL(base);
  return { host, protocol: protocol === 'http:' ? 'http' : 'https' };
};

const parse = (words: readonly string[]) => {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...words], options: { region: text, name: text, stage: text } })
      .values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
};

/** As the parameters of the stack; EventBridge has a bus `default` of its own, for events of cloud services. */
const checkNames = (base: string, stage: string): void => {
  if (!/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/.test(base))
    throw new UsageError(
      `"${base}" is no name for roles and a bus: 3 to 20 lower-case letters, digits and -, a letter first, no - last.`,
    );
  if (!/^(-[a-z0-9]{1,10})?$/.test(stage))
    throw new UsageError(
      `"${stage}" is no stage: a hyphen and 1 to 10 lower-case letters and digits, as in --stage=-dev.`,
    );
  if (`${base}${stage}` === 'default')
    throw new UsageError('"default" is the bus of cloud services: choose another name.');
};

/** Words of the command line before variables. @throws {UsageError} for what is missing or unknown. */
export const optionsOf = (words: readonly string[], env: Environment): AccountOptions => {
  const values = parse(words);
  const region = required(
    values.region ?? env.PEERFLOW_REGION,
    'Which region? Neither --region nor PEERFLOW_REGION is set.',
  );
  const base = values.name ?? (env.PEERFLOW_NAME || 'peerflow');
  const stage = values.stage ?? env.PEERFLOW_STAGE ?? '';
  checkNames(base, stage);
  return {
    region,
    base,
    stage,
    name: `${base}${stage}`,
    credentials: credentialsOf(env),
    endpoint: endpointIn(region, env),
  };
};
