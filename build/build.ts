import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Bundle, bundleAll, ROOT } from './bundle.ts';
import { rehearse } from './cache/code-cache.ts';
import { REHEARSALS } from './cache/rehearsals.ts';
import { hashInputs, readManifest, writeManifest } from './outputs/manifest.ts';
import { sbomOf } from './outputs/sbom.ts';
import { type Sizes, sizesOf } from './outputs/sizes.ts';

/** Those that exist are built. */
export const FUNCTIONS = ['request', 'worker', 'poller', 'accepter', 'router'] as const;

export const DIST = path.join(ROOT, 'dist');
const LOADER = path.join(import.meta.dirname, 'cache/index.cjs');

export interface BuildOptions {
  /** Folder that gets one folder a function, and beside it one with `-maps`; `dist` by default. */
  readonly outDir?: string;
  /** Text of a policy, which is put beside each bundle as `policy.json`. */
  readonly policy?: string | undefined;
}

export interface BuiltFunction {
  readonly name: string;
  readonly sizes: Sizes;
  /** What it answered to each event of its rehearsal. */
  readonly answers: readonly unknown[];
}

/** Functions of which the source exists, in the order in which they are deployed. */
const existing = async (): Promise<readonly string[]> => {
  const present = new Set(await readdir(path.join(ROOT, 'functions')));
  return FUNCTIONS.filter((name) => present.has(`${name}.ts`));
};

const write = async (file: string, content: string | Buffer): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
};

/** Writes one function: its folder, and outside of that its bill of materials and its source map. */
const writeFunction = async (
  name: string,
  { code, map, output, documents }: Bundle,
  outDir: string,
  policy?: string,
): Promise<BuiltFunction> => {
  const folder = path.join(outDir, name);
  const loader = (await readFile(LOADER, 'utf8')).replace('__NAME__', name);
  const files: Readonly<Record<string, string | Buffer>> = {
    ...documents,
    'main.js': code,
    'index.js': loader,
    // The files are CommonJS whatever package.json lies above the folder.
    'package.json': '{"type":"commonjs"}\n',
    ...(policy === undefined ? {} : { 'policy.json': policy }),
  };
  for (const [file, content] of Object.entries(files))
    await write(path.join(folder, file), content);
  await write(path.join(outDir, 'sbom', `${name}.json`), await sbomOf(name, output));
  await write(path.join(`${outDir}-maps`, `${name}.js.map`), map);
  const rehearsal = REHEARSALS[name];
  if (!rehearsal) throw new Error(`build/cache/rehearsals.ts does not say what ${name} does`);
  const { cache, answers } = await rehearse(folder, rehearsal);
  await writeFile(path.join(folder, 'main.cache'), cache);
  return { name, sizes: await sizesOf(folder), answers };
};

/** Puts a folder in the place of another, also while other builds do the same. */
const replace = async (folder: string, by: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    await rename(folder, `${by}-old-${attempt}`).catch(() => undefined);
    try {
      return await rename(by, folder);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
};

/**
 * Builds every function into `{outDir}/{function}/`: bundle, loader and code cache; with a bill of materials
 * each and a manifest of all files. What was there stays until all is built. Rejects when a bundle is not
 * whole or cannot be loaded.
 */
export const build = async ({
  outDir = DIST,
  policy,
}: BuildOptions = {}): Promise<readonly BuiltFunction[]> => {
  const inputs = await hashInputs();
  await mkdir(path.dirname(outDir), { recursive: true });
  const scratch = await mkdtemp(`${outDir}-building-`);
  const fresh = path.join(scratch, 'dist');
  try {
    const entries = (await existing()).map((name) => [name, `functions/${name}.ts`]);
    const bundles = await bundleAll(Object.fromEntries(entries));
    const built = await Promise.all(
      [...bundles].map(([name, bundle]) => writeFunction(name, bundle, fresh, policy)),
    );
    await writeManifest(fresh, inputs);
    await replace(outDir, fresh);
    await replace(`${outDir}-maps`, `${fresh}-maps`);
    return built;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/** The policy that the last build took along. */
const policyIn = (outDir: string): Promise<string | undefined> =>
  readFile(path.join(outDir, 'request/policy.json'), 'utf8').catch(() => undefined);

/**
 * Builds unless `outDir` holds the build of these very sources, whole and unchanged; a policy that is there
 * stays. Resolves with whether it built.
 */
export const buildIfChanged = async (outDir = DIST): Promise<boolean> => {
  const manifest = await readManifest(outDir);
  if (manifest?.inputs === (await hashInputs())) return false;
  await build({ outDir, policy: await policyIn(outDir) });
  return true;
};
