import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const DEPLOY = import.meta.dirname;
const ROOT = join(DEPLOY, '..');

/** What `s init` fills in: defaults of s.yaml that become parameters of publish.yaml. */
const PARAMETERS: readonly (readonly [string, string])[] = [
  [`env('PEERFLOW_NAME', 'peerflow')`, `env('PEERFLOW_NAME', '{{ name }}')`],
  [`env('PEERFLOW_REGION', 'cn-hangzhou')`, `env('PEERFLOW_REGION', '{{ region }}')`],
  [`env('PEERFLOW_SINKS', 'eventbridge://peerflow')`, `env('PEERFLOW_SINKS', '{{ sinks }}')`],
  ['access: default', "access: '{{ access }}'"],
];

/** s.yaml with parameters instead of defaults. @throws where s.yaml no longer has such a default. */
export const parameterized = (text: string): string =>
  PARAMETERS.reduce((whole, [from, to]) => {
    if (!whole.includes(from)) throw new Error(`s.yaml has no ${from}`);
    return whole.replace(from, to);
  }, text);

const bundleAccount = (outfile: string) =>
  build({
    entryPoints: [join(DEPLOY, 'account.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  });

/**
 * Puts the package for the registry of Serverless Devs together: publish.yaml, the texts and the hook,
 * and under `src` what a project made with `s init` consists of. The functions are in it if they are built.
 */
export const pack = async (folder: string): Promise<void> => {
  const src = join(folder, 'src');
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(src, 'deploy'), { recursive: true });
  await cp(join(DEPLOY, 'package'), folder, { recursive: true });
  await cp(join(ROOT, 'publish.yaml'), join(folder, 'publish.yaml'));
  for (const each of ['readme.md', 'readme_en.md']) {
    await cp(join(DEPLOY, 'package', each), join(src, each));
  }
  for (const each of ['peerflow.template.json', 'accepter.template.json', 'policies']) {
    await cp(join(DEPLOY, each), join(src, 'deploy', each), { recursive: true });
  }
  const dist = join(ROOT, 'dist');
  if (existsSync(dist)) await cp(dist, join(src, 'dist'), { recursive: true });
  const text = await readFile(join(ROOT, 's.yaml'), 'utf8');
  await writeFile(join(src, 's.yaml'), parameterized(text));
  await bundleAccount(join(src, 'account.cjs'));
};
