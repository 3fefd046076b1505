import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundle } from '../../../build/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle that built/index.ts loads. */
    readonly probe: string;
  }
}

/** Bundles the probe as the name of the project says: `pruned` like the functions, or with whole SDKs. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'peerflow-probe-'));
  const probe = path.join(folder, 'probe.cjs');
  const pruned = project.name === 'pruned';
  const { code } = await bundle(path.join(import.meta.dirname, 'probe.ts'), { pruned });
  await writeFile(probe, code);
  project.provide('probe', probe);
  return () => rm(folder, { recursive: true });
}
