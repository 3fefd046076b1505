import { spawn } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { build, type Form } from '../build/build.ts';
import { bundleChunks } from '../build/bundle.ts';
import { writePacks } from '../build/packs/pack.ts';
import { REHEARSALS } from '../build/packs/rehearsals.ts';
import { ACCOUNT, cloudAlone, keysOf, REGION } from './cloud.ts';
import { type Spread, spreadOf } from './spawn.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BARE_HTTP = path.join(import.meta.dirname, 'children/bare-http.cjs');
const CHILD = path.join(import.meta.dirname, 'children/cold.cjs');
/** Inside the project, so that whole packages are found. */
const SCRATCH = path.join(ROOT, '.tmp/bench');
const ROUNDS = 21;

/** The packages that the official samples load whole, before they do anything. */
const WHOLE_SDKS = ['vpc20160428', 'openapi-core', 'eventbridge', 'mns', 'fc2', 'tea-util'].map(
  (name) => path.join(ROOT, 'node_modules/@alicloud', name),
);

interface Variant {
  /** Modules that are loaded, in this order; the handler is in the last one. */
  readonly modules: readonly string[];
  /** False: the handler does nothing. */
  readonly handles: boolean;
}

const bundleIn = (folder: string): string => path.join(folder, 'request/index.js');

const builtAs = async (form: Form): Promise<string> => {
  const outDir = path.join(SCRATCH, form);
  await build({ form, outDir });
  return bundleIn(outDir);
};

/** The official core alone, pruned, packed and rehearsed as the functions are. */
const coreAlone = async (): Promise<string> => {
  const { request } = REHEARSALS;
  if (!request) throw new Error('build/packs/rehearsals.ts does not say what request does');
  const folder = path.join(SCRATCH, 'core-alone');
  const entry = path.join(import.meta.dirname, 'children/core-alone.ts');
  const chunks = await bundleChunks(entry, folder, { pruned: true });
  await writePacks(folder, chunks, { ...request, events: request.events.slice(0, 1) });
  return path.join(folder, 'index.js');
};

const variants = async (): Promise<Readonly<Record<string, Variant>>> => {
  const source = await builtAs('packs-of-source');
  const external = await builtAs('external');
  return {
    'do nothing': { modules: [], handles: false },
    'as many calls through node:http alone': { modules: [BARE_HTTP], handles: true },
    'as many calls through the official core alone': {
      modules: [await coreAlone()],
      handles: true,
    },
    Peerflow: { modules: [bundleIn(path.join(ROOT, 'dist'))], handles: true },
    'Peerflow where V8 is another than at the build': { modules: [source], handles: true },
    'whole SDKs, loading only': { modules: WHOLE_SDKS, handles: false },
    'the same handler on whole SDKs': { modules: [...WHOLE_SDKS, external], handles: true },
  };
};

const create = (round: number) => ({
  version: 'v1',
  rawPath: '/peerings',
  headers: {},
  queryParameters: {},
  isBase64Encoded: false,
  body: JSON.stringify({
    regionId: REGION,
    vpcId: `vpc-bench${2 * round}`,
    acceptingVpcId: `vpc-bench${2 * round + 1}`,
  }),
  requestContext: {
    http: { method: 'POST', path: '/peerings' },
    requestId: `round-${round}`,
  },
});

const answer = v.object({ statusCode: v.literal(202) });

/** Milliseconds from the spawn of a process to its answer. */
const timed = (work: Variant & { event: object; context: object }, endpoint: string) =>
  new Promise<number>((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [CHILD, JSON.stringify(work)], {
      env: {
        PATH: process.env.PATH ?? '',
        PEERFLOW_ENDPOINT: endpoint,
        PEERFLOW_SINKS: 'eventbridge://default',
        PEERFLOW_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let took = Number.NaN;
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      took = performance.now() - startedAt;
      out += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', () => {
      const parsed = v.safeParse(answer, JSON.parse(out || 'null'));
      if (parsed.success) resolve(took);
      else reject(new Error(`the measured function answered ${out}`));
    });
  });

/** Process spawn to first answered create, the variants in turn, against a cloud in this process. */
export const measureColdStart = async (): Promise<Readonly<Record<string, Spread>>> => {
  const all = Object.entries(await variants());
  const sandbox = await cloudAlone(2 * ROUNDS * all.length);
  const context = {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: keysOf(sandbox),
    function: { name: 'peerflow-request', timeout: 60 },
  };
  const times = new Map<string, number[]>(all.map(([name]) => [name, []]));
  let round = 0;
  for (let turn = 0; turn < ROUNDS; turn++)
    for (const [name, variant] of all) {
      const work = { ...variant, event: create(round++), context };
      times.get(name)?.push(await timed(work, sandbox.endpoint));
    }
  await sandbox.close();
  return Object.fromEntries([...times].map(([name, values]) => [name, spreadOf(values)]));
};
