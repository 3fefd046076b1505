import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

/** What `npm test` has built before. */
export const DIST = path.resolve(import.meta.dirname, '../../dist');

const OTHER_FOLDERS = ['sbom'];

/** The functions that are built. Throws when nothing is: `npm run build`. */
export const functionNames = (): readonly string[] =>
  readdirSync(DIST, { withFileTypes: true })
    .filter((it) => it.isDirectory() && !OTHER_FOLDERS.includes(it.name))
    .map(({ name }) => name);

export interface Scenario {
  readonly name: string;
  readonly function: string;
  /** Absent: the function is loaded and nothing else. */
  readonly event?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const report = v.object({
  answer: v.unknown(),
  /** Of those that wait until they are asked for. */
  modules: v.array(v.string()),
  builtins: v.array(v.string()),
});

const sourceMap = v.object({ sources: v.array(v.string()) });

/** A module that waits: the one method of an object, named by its path. */
const WAITING = /^ {2}"(.+)"\((?:exports\w*(?:, module\w*)?)?\) \{$/gm;

/** The modules that run whenever a function is loaded. */
const modulesAtLoad = (name: string): readonly string[] => {
  const code = readFileSync(path.join(DIST, name, 'main.js'), 'utf8');
  const map = v.parse(
    sourceMap,
    JSON.parse(readFileSync(path.join(`${DIST}-maps`, `${name}.js.map`), 'utf8')),
  );
  const waiting = new Set([...code.matchAll(WAITING)].map(([, module]) => module));
  return map.sources
    .map((source) => source.replace('../', ''))
    .filter((module) => !waiting.has(module));
};

/** Runs a scenario in a Node.js of its own; what the function answered, and the modules that ran, its own and of Node.js. */
export const runFresh = (scenario: Scenario): Promise<v.InferOutput<typeof report>> =>
  new Promise((resolve, reject) => {
    const folder = path.join(DIST, scenario.function);
    const task = { event: scenario.event, functionName: `peerflow-${scenario.function}` };
    const child = fork(
      path.join(import.meta.dirname, 'child.cjs'),
      [folder, JSON.stringify(task)],
      {
        env: { PATH: process.env.PATH ?? '', PEERFLOW_LOG_LEVEL: 'error', ...scenario.env },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    child.once('message', (message) => {
      const { modules, ...told } = v.parse(report, message);
      resolve({ ...told, modules: [...modulesAtLoad(scenario.function), ...modules] });
    });
    child.once('exit', (code) => reject(new Error(`${scenario.name}: ended with ${code}`)));
  });

const SDK = /node_modules\/((?:@alicloud|@darabonba)\/[^/]+|httpx|kitx)\//;

/** The packages of the official SDKs that some modules belong to. */
export const sdksIn = (modules: readonly string[]): readonly string[] =>
  [...new Set(modules.flatMap((module) => SDK.exec(module)?.[1] ?? []))].sort();
