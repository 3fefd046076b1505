import { createCoreClient } from '../../lib/aliyun/core.ts';
import type { ApiError } from '../../lib/peering/model/failure.ts';
import { adviceOn } from './advice.ts';
import { type AccountOptions, optionsOf, USAGE, UsageError } from './options.ts';
import { prepareAccount, type Step } from './steps.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const refusal = (what: string, { operation, code, message, requestId }: ApiError): string =>
  [what, `${operation}: ${code}: ${message} (request ${requestId ?? 'unknown'})`]
    .map((line, at) => `${at === 0 ? 'REFUSED ' : ' '.repeat(8)} ${line}`)
    .join('\n');

const lineOf = ({ what, result }: Step): string => {
  switch (result.outcome) {
    case 'made':
      return `made     ${what}`;
    case 'there':
      return `is there ${what}`;
    case 'refused':
      return `${refusal(what, result.error)}\n${' '.repeat(9)}${adviceOn(result.error)}`;
  }
};

type Names = Pick<AccountOptions, 'region' | 'base' | 'stage' | 'name'>;

/** A deployment of another name says so to the stack, to s.yaml and to its sink. */
const nextCommand = ({ region, base, stage, name }: Names): string => {
  const isDefault = name === 'peerflow';
  const parameters = isDefault
    ? ''
    : ` --Parameters.1.ParameterKey Name --Parameters.1.ParameterValue ${base} --Parameters.2.ParameterKey Stage --Parameters.2.ParameterValue=${stage}`;
  const variables = isDefault
    ? ''
    : `PEERFLOW_NAME=${base} PEERFLOW_STAGE=${stage} PEERFLOW_SINKS=eventbridge://${name} `;
  return `
Next, the stack of roles, queues, rule, logs and alarms:
  aliyun ros CreateStack --RegionId ${region} --StackName ${name} --TemplateBody "$(cat deploy/peerflow.template.json)"${parameters}
(or upload deploy/peerflow.template.json at https://ros.console.aliyun.com). Then: npm run build && ${variables}s deploy -y`;
};

/**
 * Prepares an account for a deployment, and prints what became of each step.
 *
 * @returns the exit code: 0 when everything is there, 1 when a step was refused, 2 for wrong usage.
 */
export const runAccount = async (
  words: readonly string[],
  env: Environment,
  write: (text: string) => void,
): Promise<number> => {
  try {
    if (words.some((word) => word === '--help' || word === '-h')) {
      write(USAGE);
      return 0;
    }
    const { credentials, endpoint, ...names } = optionsOf(words, env);
    const steps = await prepareAccount(createCoreClient(endpoint, credentials), names.name);
    for (const step of steps) write(lineOf(step));
    if (steps.some(({ result }) => result.outcome === 'refused')) return 1;
    write(nextCommand(names));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    write(error.message);
    return 2;
  }
};
