import * as v from 'valibot';
import { ApiError } from '../../peering/model/failure.ts';
import type { CoreClient } from '../core.ts';
import { checked, guarded, jsonOf } from '../guard.ts';
import { type ProbeResult, probe, type Question, Wrong } from './probe.ts';

const VERSION = '2023-03-30';
/** What Function Compute answers where nothing is configured for a qualifier. */
const NO_CONFIG = 'AsyncConfigNotExists';
/** A task may wait an hour, and whether that counts towards its age is not documented. */
const LEAST_AGE_SECONDS = 2 * 3600;

const get = async (client: CoreClient, operation: string, pathname: string): Promise<unknown> => {
  const { body } = await guarded(operation, { idempotent: true }, () =>
    client({ action: operation, version: VERSION, style: 'ROA', method: 'GET', pathname }),
  );
  return jsonOf(operation, body);
};

const functionPath = (name: string): string => `/${VERSION}/functions/${encodeURIComponent(name)}`;

const functionAnswer = v.object({
  timeout: v.optional(v.number()),
  memorySize: v.optional(v.number()),
  instanceConcurrency: v.optional(v.number()),
});

/** GetFunction: the function is there, and an instance serves one request at a time. */
export const probeFunction = (
  client: CoreClient,
  functionName: string,
  { language }: Pick<Question, 'language'>,
): Promise<ProbeResult> =>
  probe({ name: `function ${functionName}`, right: 'fc:GetFunction', language }, async () => {
    const json = await get(client, 'GetFunction', functionPath(functionName));
    const found = checked('GetFunction', functionAnswer, json);
    if ((found.instanceConcurrency ?? 1) > 1)
      throw new Wrong(`instanceConcurrency is ${found.instanceConcurrency}`, {
        en: 'Set instanceConcurrency of this function to 1 and deploy again.',
        zh: '请将此函数的 instanceConcurrency 设为 1 并重新部署。',
      });
    return `timeout ${found.timeout ?? 'unknown'} s, memory ${found.memorySize ?? 'unknown'} MB`;
  });

const destination = v.nullish(v.object({ destination: v.nullish(v.string(), '') }));
const asyncAnswer = v.object({
  asyncTask: v.nullish(v.boolean(), false),
  maxAsyncEventAgeInSeconds: v.nullish(v.number()),
  destinationConfig: v.nullish(v.object({ onFailure: destination })),
});

type AsyncConfig = v.InferOutput<typeof asyncAnswer>;

export interface ExpectedTasks {
  /** SMQ queue that failed tasks go to (PEERFLOW_FAILED_QUEUE). */
  readonly failedQueue: string | undefined;
}

/** What is wrong with an asynchronous configuration, in words that name the setting. */
const faultsOf = (config: AsyncConfig, { failedQueue }: ExpectedTasks): readonly string[] => {
  const to = config.destinationConfig?.onFailure?.destination ?? '';
  const age = config.maxAsyncEventAgeInSeconds;
  return [
    ...(config.asyncTask ? [] : ['asyncTask is not true, so task ids are ignored']),
    ...(failedQueue === undefined || to.includes(`/queues/${failedQueue}/`)
      ? []
      : [`destinationConfig.onFailure does not lead to the queue ${failedQueue}`]),
    ...(age === null || age === undefined || age >= LEAST_AGE_SECONDS
      ? []
      : [`maxAsyncEventAgeInSeconds is ${age}, less than ${LEAST_AGE_SECONDS}`]),
  ];
};

const REDEPLOY = {
  en: 'Deploy the function with the asyncInvokeConfig of s.yaml. Where task mode is not offered in the region, chains of tasks may multiply under duplicate delivery.',
  zh: '请使用 s.yaml 中的 asyncInvokeConfig 部署此函数。如果该地域不提供任务模式，重复投递时任务链可能增多。',
};

/** GetAsyncInvokeConfig: task mode, the failure destination and the age of tasks. */
export const probeTasks = (
  client: CoreClient,
  functionName: string,
  expected: ExpectedTasks,
  { language }: Pick<Question, 'language'>,
): Promise<ProbeResult> => {
  const question = {
    name: `tasks of ${functionName}`,
    right: 'fc:GetAsyncInvokeConfig',
    language,
  };
  return probe(question, async () => {
    const path = `${functionPath(functionName)}/async-invoke-config`;
    const json = await get(client, 'GetAsyncInvokeConfig', path).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === NO_CONFIG)
        throw new Wrong('No asynchronous configuration', REDEPLOY);
      throw error;
    });
    const faults = faultsOf(checked('GetAsyncInvokeConfig', asyncAnswer, json), expected);
    if (faults.length > 0) throw new Wrong(faults.join('; '), REDEPLOY);
    return 'task mode, failure destination and age are as they should be';
  });
};

const OPERATION = 'ListFunctions';
const PAGE = '100';
/** A region rarely has more functions than these pages hold. */
const MAX_PAGES = 20;

/** Of the variables only the name of a deployment is read. */
const answer = v.object({
  functions: v.optional(
    v.array(
      v.object({
        functionName: v.string(),
        environmentVariables: v.nullish(v.object({ PEERFLOW_NAME: v.nullish(v.string()) })),
      }),
    ),
    [],
  ),
  nextToken: v.nullish(v.string()),
});

const page = async (client: CoreClient, nextToken: string | undefined) => {
  const { body } = await guarded(OPERATION, { idempotent: true }, () =>
    client({
      action: OPERATION,
      version: '2023-03-30',
      style: 'ROA',
      method: 'GET',
      pathname: '/2023-03-30/functions',
      query: { limit: PAGE, ...(nextToken === undefined ? {} : { nextToken }) },
    }),
  );
  return checked(OPERATION, answer, jsonOf(OPERATION, body));
};

export interface Deployment {
  /** `PEERFLOW_NAME`. */
  readonly name: string;
  /** Names of its functions. */
  readonly functions: readonly string[];
}

/** Functions of others that have the name of this deployment. */
const namesakes = async (
  client: CoreClient,
  { name, functions }: Deployment,
): Promise<readonly string[]> => {
  const found: string[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const answered = await page(client, nextToken);
    const others = answered.functions.filter(
      (each) =>
        each.environmentVariables?.PEERFLOW_NAME === name && !functions.includes(each.functionName),
    );
    found.push(...others.map(({ functionName }) => functionName));
    nextToken = answered.nextToken || undefined;
    if (nextToken === undefined) break;
  }
  return found;
};

const RENAME = {
  en: "Give one of the two deployments another PEERFLOW_NAME: they take each other's connections for their own.",
  zh: '请为两个部署之一设置不同的 PEERFLOW_NAME：它们会把对方的连接当作自己的。',
};

/** ListFunctions: PEERFLOW_NAME names one deployment of the account and region. */
export const probeDeployments = (
  client: CoreClient,
  deployment: Deployment,
  { language }: Pick<Question, 'language'>,
): Promise<ProbeResult> => {
  const name = `other deployments named ${deployment.name}`;
  return probe({ name, right: 'fc:ListFunctions', language }, async () => {
    const found = await namesakes(client, deployment);
    if (found.length > 0)
      throw new Wrong(`PEERFLOW_NAME is that of ${found.slice(0, 5).join(', ')} as well`, RENAME);
    return 'none';
  });
};
