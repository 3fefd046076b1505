import path from 'node:path';
import type { Cloud } from '../assemble.ts';
import { type FunctionSpec, loadManifest } from './manifest/load.ts';
import { bytesOf, ENVIRONMENT_BYTES } from './manifest/schema.ts';
import type { Environment } from './manifest/variables.ts';

/** The account is that of the functions, which run in the first of the regions where connections can be made. */
export interface DeploymentOptions extends Pick<Cloud, 'accountId' | 'regions'> {
  /** The Serverless Devs file. */
  readonly file: string;
  /** Base URL of the emulated services. */
  readonly endpoint: string;
  /** Over everything: for `${env()}` and as variables of every function. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder with one folder a function; where the file says when absent. */
  readonly dist?: string | undefined;
}

/** What `${env()}` finds: the sandbox's own endpoint, account and regions, so that a plain file fits them. */
const scopeOf = ({ accountId, endpoint, regions, env }: DeploymentOptions): Environment => ({
  PEERFLOW_ENDPOINT: endpoint,
  ALIBABA_CLOUD_ACCOUNT_ID: accountId,
  PEERFLOW_REGION: regions[0],
  PEERFLOW_REGIONS: regions.join(' '),
  ...env,
});

const notEmpty = (variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));

const environmentOf = (spec: FunctionSpec, { file, endpoint, env }: DeploymentOptions) => {
  const own = {
    PEERFLOW_SINKS: 'eventbridge://peerflow',
    ...notEmpty(spec.environment),
    ...env,
  };
  const bytes = bytesOf(own);
  if (bytes > ENVIRONMENT_BYTES)
    throw new Error(
      `${file}: the environment of ${spec.name} has ${bytes} bytes; ${ENVIRONMENT_BYTES} are allowed`,
    );
  return { PEERFLOW_ENDPOINT: endpoint, ...own };
};

/**
 * Reads what is to be deployed and fits it to the sandbox: functions find its endpoint, and publish
 * to the bus `peerflow` unless the file or the caller says otherwise.
 *
 * @throws {ManifestFault} for a file that cannot be deployed.
 * @throws {Error} for a function in an account that the sandbox does not have, or with too large an environment.
 */
export const readDeployment = async (
  options: DeploymentOptions,
): Promise<readonly FunctionSpec[]> => {
  const { accountId, dist } = options;
  const specs = await loadManifest(options.file, { env: scopeOf(options), accountId });
  const stranger = specs.find((each) => each.accountId !== accountId);
  if (stranger !== undefined) {
    const where = `account ${stranger.accountId}; functions run in ${accountId} here`;
    throw new Error(`${options.file}: ${stranger.name} belongs to ${where}`);
  }
  return specs.map((spec) => ({
    ...spec,
    code: dist === undefined ? spec.code : path.join(dist, path.basename(spec.code)),
    environment: environmentOf(spec, options),
  }));
};
