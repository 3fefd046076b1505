import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { alternate, inFreshNode, type Spread, spreadOf } from './spawn.ts';

const DIST = path.resolve(import.meta.dirname, '../dist');
const ROUNDS = 15;

const measured = v.object({ ms: v.number(), mb: v.number() });

export interface LoadResult {
  readonly name: string;
  readonly indexKb: number;
  readonly folderKb: number;
  readonly loadMs: Spread;
  /** Memory over a bare Node.js, MB. */
  readonly loadMb: Spread;
}

const snippet = (module: string): string => `
const before = process.memoryUsage().rss, t0 = process.hrtime.bigint();
require(${JSON.stringify(module)});
const ms = Number(process.hrtime.bigint() - t0) / 1e6;
console.log(JSON.stringify({ ms, mb: (process.memoryUsage().rss - before) / 1048576 }));`;

const load = (module: string) => () => v.parse(measured, inFreshNode(snippet(module)));

const kb = (bytes: number): number => Math.round(bytes / 100) / 10;

const folderBytes = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);

/** Bundle bytes, load time and memory of every function. */
export const measureLoading = (): readonly LoadResult[] => {
  const names = readdirSync(DIST).filter((name) => statSync(path.join(DIST, name)).isDirectory());
  const runs = alternate(
    Object.fromEntries(names.map((name) => [name, load(path.join(DIST, name, 'index.js'))])),
    ROUNDS,
  );
  return names.map((name) => ({
    name,
    indexKb: kb(statSync(path.join(DIST, name, 'index.js')).size),
    folderKb: kb(folderBytes(path.join(DIST, name))),
    loadMs: spreadOf((runs[name] ?? []).map(({ ms }) => ms)),
    loadMb: spreadOf((runs[name] ?? []).map(({ mb }) => mb)),
  }));
};
