import type { Command } from 'commander';
import { type Credentials, findCredentials } from '../api/credentials.ts';
import { cloudSources } from '../api/target.ts';
import type { Deps, GlobalOptions } from '../deps.ts';
import { CommandError, wrongUsage } from '../exit.ts';

/** Where queues and functions are: commands that call the cloud itself need to know. */
export interface Cloud {
  readonly accountId: string;
  readonly regionId: string;
  readonly credentials: Credentials;
  /** Base URL of a service, without a slash at its end. */
  endpointOf(service: 'MNS' | 'FC'): string;
}

export interface CloudOptions {
  readonly account?: string;
  readonly region?: string;
}

/** Adds the options that name account and region. */
export const withCloudOptions = (command: Command): Command =>
  command
    .option('--account <id>', 'account of the deployment (ALIBABA_CLOUD_ACCOUNT_ID)')
    .option('-r, --region <id>', 'region of the deployment (PEERFLOW_REGION)');

const HOSTS = {
  MNS: (account: string, region: string) => `https://${account}.mns.${region}.aliyuncs.com`,
  FC: (account: string, region: string) => `https://${account}.${region}.fc.aliyuncs.com`,
} as const;

const credentialsOf = async ({ env }: Deps, profile: string | undefined): Promise<Credentials> => {
  const found = await findCredentials(cloudSources(env, profile));
  if (found.ok) return found.credentials;
  throw new CommandError('No credentials were found', {
    hints: ['Looked in:', ...found.looked.map((line) => `  ${line}`)],
  });
};

/**
 * The cloud of a command. The variables PEERFLOW_ENDPOINT and PEERFLOW_ENDPOINT_{MNS,FC} lead to a
 * sandbox, as they do for the functions. Throws `CommandError` for what is missing.
 */
export const cloudOf = async (
  deps: Deps,
  options: CloudOptions & GlobalOptions,
): Promise<Cloud> => {
  const { env } = deps;
  const accountId = options.account || env.ALIBABA_CLOUD_ACCOUNT_ID;
  const regionId = options.region || env.PEERFLOW_REGION || env.ALIBABA_CLOUD_REGION_ID;
  if (!accountId || !regionId)
    throw wrongUsage('Which account and region? Give --account and --region.', [
      'Or set ALIBABA_CLOUD_ACCOUNT_ID and PEERFLOW_REGION.',
    ]);
  return {
    accountId,
    regionId,
    credentials: await credentialsOf(deps, options.profile),
    endpointOf: (service) => {
      const given = env[`PEERFLOW_ENDPOINT_${service}`] ?? env.PEERFLOW_ENDPOINT;
      return given ? given.replace(/\/+$/, '') : HOSTS[service](accountId, regionId);
    },
  };
};
