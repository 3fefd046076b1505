import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, 'node_modules/.bin/s');
const FILE = join(import.meta.dirname, '../../s.yaml');
const NOWHERE = 'http://127.0.0.1:9';

/** An account that nobody has: `config('AccountID')` needs credentials, and nothing calls the cloud. */
const CREDENTIALS = { AccessKeyID: 'offline', AccessKeySecret: 'offline' };

/**
 * Runs the Serverless Devs command line on s.yaml (or another file) in a scratch home, with these variables and no others.
 *
 * `NODE_ENV=test` keeps its background processes (usage reports, update checks) from starting; the
 * proxy on a closed port of this machine stops any other call.
 *
 * @throws with what the command line said, where it fails.
 */
export const runServerless = (
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  file: string = FILE,
): string => {
  const home = mkdtempSync(join(tmpdir(), 'peerflow-verify-'));
  try {
    return execFileSync(process.execPath, [BIN, ...words, '-t', file], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        NODE_ENV: 'test',
        http_proxy: NOWHERE,
        https_proxy: NOWHERE,
        ...CREDENTIALS,
        ...variables,
      },
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

/** The deployment as the command line resolves it. */
export const preview = (
  variables: Readonly<Record<string, string>>,
  file: string = FILE,
): unknown => {
  const text = runServerless(['preview', '-o', 'json'], variables, file);
  return JSON.parse(text.slice(text.search(/^\{/m)));
};
