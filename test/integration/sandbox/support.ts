import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Journal, JournalEntry } from '../../../sandbox/journal.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start.ts';

/** A throw-away function: what follows `exports.handler =`, and lines under its props. */
export interface Handler {
  readonly code: string;
  readonly props?: string;
}

/** Logs what it is called with, for `logged`: its name, then the event and the request id as JSON. */
export const LOG_EVENT = `async (event, context) => { console.log(context.function.name + ' ' + JSON.stringify({ event: event.toString(), requestId: context.requestId })); }`;

const resource = (name: string, { props = '' }: Handler): string => `
  ${name}:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: t-${name}
      runtime: nodejs20
      handler: index.handler
      code: ./${name}
${props.replace(/^/gm, '      ')}`;

export interface Deployed {
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

/** Writes bundles and a deployment file into a temporary folder and deploys them. */
export const deploy = async (
  handlers: Readonly<Record<string, Handler>>,
  options: SandboxOptions = {},
): Promise<Deployed> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
  const entries = Object.entries(handlers);
  for (const [name, { code }] of entries) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'index.js'), `exports.handler = ${code};\n`);
  }
  const file = path.join(folder, 's.yaml');
  const resources = entries.map(([name, handler]) => resource(name, handler)).join('');
  await writeFile(file, `edition: 3.0.0\nname: t\nresources:${resources}\n`);
  const sandbox = await startSandbox({ serverless: file, ...options });
  return {
    sandbox,
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
};

/** The first journal entry that fits, now or later. */
export const entryWhere = (
  journal: Journal,
  fits: (entry: JournalEntry) => boolean,
): Promise<JournalEntry> =>
  new Promise((resolve) => {
    const known = journal.entries.find(fits);
    if (known !== undefined) return resolve(known);
    const stop = journal.follow((entry) => {
      if (!fits(entry)) return;
      stop();
      resolve(entry);
    });
  });

/** What a function logged as `{prefix}{json}`, parsed. */
export const logged = async (journal: Journal, prefix: string): Promise<unknown> => {
  const fits = ({ kind, summary }: JournalEntry) => kind === 'log' && summary.startsWith(prefix);
  const { summary } = await entryWhere(journal, fits);
  return JSON.parse(summary.slice(prefix.length));
};

interface CoreResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Buffer>;
}

const core: {
  readonly default: new (
    config: object,
  ) => { callApi(params: object, request: object, runtime: object): Promise<CoreResponse> };
  readonly $OpenApiUtil: {
    readonly Config: new (fields: object) => object;
    readonly GlobalParameters: new (fields: object) => object;
    readonly Params: new (fields: object) => object;
    readonly OpenApiRequest: new (fields: object) => object;
  };
} = createRequire(import.meta.url)('@alicloud/openapi-core');

export interface FcCall {
  readonly action: string;
  readonly method: string;
  readonly pathname: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** For SDKs, which give up after three seconds: a busy machine takes longer to start a process. */
export const PATIENT = { readTimeout: 60_000, connectTimeout: 60_000 };

/** Calls Function Compute 3.0 through the official core, unmodified. */
export const callFc = async (
  sandbox: Sandbox,
  { action, method, pathname, query = {}, headers = {}, payload }: FcCall,
  credentials: object = sandbox.credentials(),
) => {
  const { Config, GlobalParameters, Params, OpenApiRequest } = core.$OpenApiUtil;
  const endpoint = sandbox.endpoint.replace('http://', '');
  // The core leaves its read timer on the socket when it has its answer. Another client that gets the
  // socket next, from the pool that all of them share, loses its own timer to it and reports a ReadTimeout.
  const globalParameters = new GlobalParameters({ headers: { connection: 'close' } });
  const config = { ...credentials, endpoint, protocol: 'HTTP', globalParameters };
  const client = new core.default(new Config(config));
  const params = new Params({
    action,
    version: '2023-03-30',
    protocol: 'HTTP',
    method,
    authType: 'AK',
    style: 'FC',
    pathname,
    reqBodyType: 'binary',
    bodyType: 'binary',
  });
  const stream = payload === undefined ? {} : { stream: Readable.from([Buffer.from(payload)]) };
  const request = new OpenApiRequest({ query, headers, ...stream });
  const { RuntimeOptions } = createRequire(import.meta.url)('@alicloud/tea-util');
  const answer = await client.callApi(params, request, new RuntimeOptions(PATIENT));
  const chunks: Buffer[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return { ...answer, body: Buffer.concat(chunks).toString() };
};

/** InvokeFunction; the name may end in `?qualifier=`. */
export const invokeFunction = (
  sandbox: Sandbox,
  functionName: string,
  payload: string,
  headers: Readonly<Record<string, string>> = {},
  credentials: object = sandbox.credentials(),
) => {
  const [name, qualifier] = functionName.split('?qualifier=');
  return callFc(
    sandbox,
    {
      action: 'InvokeFunction',
      method: 'POST',
      pathname: `/2023-03-30/functions/${name}/invocations`,
      query: qualifier === undefined ? {} : { qualifier },
      headers,
      payload,
    },
    credentials,
  );
};
