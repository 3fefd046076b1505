import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { type BuiltFunction, build } from '../../build/build.ts';

export interface Built {
  readonly functions: readonly BuiltFunction[];
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** Builds the functions as they are deployed, in a folder of their own. */
export const buildFunctions = async (): Promise<Built> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'peerflow-budget-'));
  const functions = await build({ outDir: folder });
  return { functions, folder, remove: () => rm(folder, { recursive: true }) };
};

export const functionNamed = ({ functions }: Built, name: string): BuiltFunction => {
  const found = functions.find((each) => each.name === name);
  if (!found) throw new Error(`there is no function ${name}`);
  return found;
};

export interface Scenario {
  readonly name: string;
  readonly function: string;
  /** Absent: the function is loaded and nothing else. */
  readonly event?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const said = v.object({ answer: v.unknown(), loaded: v.array(v.string()) });

/** Runs a scenario in a Node.js of its own; what the function answered, and the files that were loaded. */
export const runFresh = (built: Built, scenario: Scenario): Promise<v.InferOutput<typeof said>> =>
  new Promise((resolve, reject) => {
    const folder = path.join(built.folder, scenario.function);
    const told = { event: scenario.event, functionName: `peerflow-${scenario.function}` };
    const child = fork(
      path.join(import.meta.dirname, 'child.cjs'),
      [folder, JSON.stringify(told)],
      {
        env: { PATH: process.env.PATH ?? '', PEERFLOW_LOG_LEVEL: 'error', ...scenario.env },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    child.once('message', (message) => resolve(v.parse(said, message)));
    child.once('exit', (code) => reject(new Error(`${scenario.name}: ended with ${code}`)));
  });

const SDK = /node_modules\/((?:@alicloud|@darabonba)\/[^/]+|httpx|kitx)\//;

/** The packages of the official SDKs that some files of a function hold. */
export const sdksIn = (fn: BuiltFunction, files: readonly string[]): readonly string[] => {
  const chunks = files.flatMap((file) => fn.packs?.[file] ?? []);
  const inputs = Object.entries(fn.metafile.outputs)
    .filter(([file]) => chunks.includes(path.basename(file)))
    .flatMap(([, output]) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([input]) => SDK.exec(input)?.[1] ?? []);
  return [...new Set(inputs)].sort();
};
