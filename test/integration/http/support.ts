import type { Sandbox } from '../../../sandbox/start.ts';
import { type Answered, send } from './calls.ts';

/** One call just as it is given: no content type, no body that nobody asked for. */
export const bare = (
  sandbox: Sandbox,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<Answered> =>
  send(sandbox.urls['peerflow-request'] ?? '', { method, path, headers, body });

/** True as long as the cloud was asked for nothing. */
export const nothingCalled = (sandbox: Sandbox): boolean =>
  sandbox.journal.entries.every(({ kind }) => kind !== 'api');
