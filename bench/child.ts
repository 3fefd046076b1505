import { spawn } from 'node:child_process';
import path from 'node:path';

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
    const child = spawn(process.execPath, [file, JSON.stringify(work)], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
