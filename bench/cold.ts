import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle, ROOT } from '../build/bundle.ts';
import { rehearse } from '../build/cache/code-cache.ts';
import { REHEARSALS } from '../build/cache/rehearsals.ts';
import { REGION, startCloud } from './cloud.ts';
import type { Limits } from './limits.ts';
import { alternate, type Run, run, type Spread, spreadOf } from './run.ts';

const REQUEST = path.join(ROOT, 'dist/request');
const CHILDREN = path.join(import.meta.dirname, 'children');
const SCRATCH = path.join(ROOT, '.tmp/bench');

export interface ColdResult {
  readonly variant: string;
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  readonly rssMb: Spread;
}

const copy = async (name: string): Promise<string> => {
  const folder = path.join(SCRATCH, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(SCRATCH, { recursive: true });
  await cp(REQUEST, folder, { recursive: true });
  await rm(path.join(folder, 'main.cache'));
  return folder;
};

/** A folder like that of the request function, with another bundle and a code cache of that. */
const folderWith = async (name: string, code: string): Promise<string> => {
  const folder = await copy(name);
  const { request } = REHEARSALS;
  if (!request) throw new Error('The request function has no rehearsal');
  await writeFile(path.join(folder, 'main.js'), code);
  const { cache } = await rehearse(folder, request);
  await writeFile(path.join(folder, 'main.cache'), cache);
  return path.join(folder, 'index.js');
};

/** The official core alone, pruned and rehearsed like the functions: the least on official SDKs. */
const coreAlone = async (): Promise<string> =>
  folderWith('core-alone', (await bundle('bench/children/core-alone.ts')).code);

/** The same function as others would build it: whole SDKs, minified, lazy imports, its own code cache. */
const naturalRival = async (): Promise<string> =>
  folderWith(
    'natural',
    (await bundle('functions/request.ts', { pruned: false, minify: true })).code,
  );

/** The rows that the page compares with each other. */
export const BARE = 'bare Node.js';
export const HTTP_ALONE = 'the calls of a create through node:http alone';
export const CORE_ALONE = 'as many calls through the official core alone';
export const OURS = 'Peerflow';

/** Modules with a handler, by what they are; `undefined` answers at once. */
const variants = async (): Promise<Readonly<Record<string, string | undefined>>> => ({
  [BARE]: undefined,
  [HTTP_ALONE]: path.join(CHILDREN, 'bare-http.cjs'),
  [CORE_ALONE]: await coreAlone(),
  [OURS]: path.join(REQUEST, 'index.js'),
  'Peerflow on another V8 than at the build': path.join(await copy('no-cache'), 'index.js'),
  'the same function with whole SDKs, minified, with a code cache': await naturalRival(),
  'the calls of a create as in the official samples': path.join(CHILDREN, 'official-samples.cjs'),
});

const create = {
  version: 'v1',
  rawPath: '/peerings',
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  isBase64Encoded: false,
  body: JSON.stringify({ regionId: REGION, vpcId: 'vpc-bench0', acceptingVpcId: 'vpc-bench1' }),
  requestContext: { http: { method: 'POST', path: '/peerings' }, requestId: 'bench' },
};

const assertAccepted = (variant: string, { answer }: Run): void => {
  if (variant !== BARE && !JSON.stringify(answer).includes('202'))
    throw new Error(`${variant} answered ${JSON.stringify(answer)}`);
};

/** From the start of a process to its first answered create, the variants in turn. */
export const measureCold = async (
  rounds: number,
  limits?: Limits,
): Promise<readonly ColdResult[]> => {
  const cloud = await startCloud();
  const env = { PEERFLOW_ENDPOINT: cloud.endpoint };
  const measures = Object.entries(await variants()).map(([name, module]) => {
    const work = { event: create, env, ...(module === undefined ? {} : { module }) };
    return [name, () => run(work, limits)] as const;
  });
  const runs = await alternate(Object.fromEntries(measures), rounds);
  cloud.close();
  return [...runs].map(([variant, its]) => {
    for (const each of its) assertAccepted(variant, each);
    return {
      variant,
      cpuMs: spreadOf(its.map(({ cpu }) => cpu)),
      wallMs: spreadOf(its.map(({ wall }) => wall)),
      rssMb: spreadOf(its.map(({ rss }) => rss)),
    };
  });
};
