import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../../../sandbox/cli');
const running = new Set<ChildProcess>();

// What tests leave over dies with their process.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Runs a command as npm does; `said` resolves when its output has a text in it, and rejects when it ends
 * without.
 */
export const run = (command: string, ...words: string[]) => {
  const file = path.join(FOLDER, command);
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let output = '';
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, output }));
  const said = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = () => {
        if (output.includes(text)) resolve(output);
      };
      listeners.add(check);
      check();
      void ended.then(() => reject(new Error(`it never said ${text}, but: ${output}`)));
    });
  return { child, pid: child.pid ?? 0, said, ended };
};

/** Parent of a process (Linux); `undefined` for one that has gone meanwhile. */
const parentOf = (pid: number): number | undefined => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return undefined;
  }
};

/** Processes that a process started, itself or through others, its own children first. */
export const descendantsOf = (pid: number): readonly number[] => {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = all.map(Number).filter((each) => parentOf(each) === pid);
  return [...own, ...own.flatMap(descendantsOf)];
};

/** True for a process whose command line has a text in it. */
export const isRunning = (pid: number, text: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
  } catch {
    return false;
  }
};

export const isAlive = (pid: number): boolean => parentOf(pid) !== undefined;
