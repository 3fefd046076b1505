import { spawn } from 'node:child_process';
import path from 'node:path';

/** An instance of 128 MB leaves about this much to the heap; without a limit V8 collects when it likes. */
const HEAP_MB = 64;

/**
 * Runs a measured process with its work as JSON; resolves with the JSON of its last line. Rejects with
 * what it wrote to standard error when it fails.
 */
export const runChild = (
  script: string,
  work: object,
  env: Readonly<Record<string, string>>,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const file = path.join(import.meta.dirname, 'children', script);
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${HEAP_MB}`, file, JSON.stringify(work)],
      {
        env: { PATH: process.env.PATH ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`${script} failed: ${errors.slice(-2_000)}`));
      resolve(JSON.parse(out.trim().split('\n').at(-1) ?? 'null'));
    });
  });
