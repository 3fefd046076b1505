import * as v from 'valibot';
import { checked, jsonOf } from '../answer.ts';
import type { CoreClient } from '../core.ts';
import { guarded } from '../guard.ts';
import { type ProbeResult, probe, type Question, Wrong } from './probe.ts';

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
