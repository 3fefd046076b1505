import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import type { FixtureInput } from '../../../../sandbox/fixture.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../sandbox/start.ts';
import { PATIENT } from '../support.ts';

const require = createRequire(import.meta.url);

export const OWN = '1210123456123456';
export const OTHER = '253460731706911258';

/** The cloud alone, with a bus `app` and what a test declares; closed when the test ends. */
export const cloud = async (
  { eventBridge = {}, ...declared }: Pick<FixtureInput, 'smq' | 'eventBridge'> = {},
  options: Pick<SandboxOptions, 'switches'> = {},
): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    functions: false,
    fixture: {
      accounts: [
        { id: OWN, accessKeys: [{ id: 'LTAIown', secret: 'own' }] },
        { id: OTHER, accessKeys: [{ id: 'LTAIother', secret: 'other' }] },
      ],
      regions: [{ id: 'cn-hangzhou' }],
      vpcs: [],
      ...declared,
      eventBridge: { ...eventBridge, buses: ['app', ...(eventBridge.buses ?? [])] },
    },
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
};

export interface Answer<T = Record<string, string>> {
  readonly code: number;
  readonly body: T;
}

type Fields = Readonly<Record<string, unknown>>;
type Messages = Answer<readonly Record<string, string>[]>;

/** What the official SMQ client offers; it comes without types. */
export interface MnsClient {
  getQueueAttributes(name: string): Promise<Answer>;
  sendMessage(queue: string, message: Fields): Promise<Answer>;
  batchSendMessage(queue: string, messages: readonly Fields[]): Promise<Messages>;
  receiveMessage(queue: string, waitSeconds?: number): Promise<Answer>;
  batchReceiveMessage(queue: string, most: number, waitSeconds?: number): Promise<Messages>;
  peekMessage(queue: string): Promise<Answer>;
  batchPeekMessage(queue: string, most: number): Promise<Messages>;
  deleteMessage(queue: string, handle: string): Promise<Answer>;
  batchDeleteMessage(queue: string, handles: readonly string[]): Promise<Messages>;
  changeMessageVisibility(queue: string, handle: string, seconds: number): Promise<Answer>;
  publishMessage(topic: string, message: Fields): Promise<Answer>;
}

/** The official SMQ client, unmodified. */
export const mns = (sandbox: Sandbox, keys: object = sandbox.credentials()): MnsClient => {
  const Client = require('@alicloud/mns/lib/client.js');
  return new Client(OWN, { ...keys, region: 'cn-hangzhou', endpoint: sandbox.endpoint });
};

interface Sent {
  readonly failedEntryCount: number;
  readonly entryList: readonly {
    readonly eventId: string;
    readonly errorCode?: string;
    readonly errorMessage?: string;
  }[];
}

/** Sends events through the official EventBridge client, unmodified. */
export const putEvents = async (
  sandbox: Sandbox,
  events: readonly Fields[],
  keys: object = sandbox.credentials(),
): Promise<Sent> => {
  const { default: Client, Config, CloudEvent } = require('@alicloud/eventbridge');
  const endpoint = sandbox.endpoint.replace('http://', '');
  const client = new Client(new Config({ ...keys, endpoint, protocol: 'HTTP', ...PATIENT }));
  return client.putEvents(
    events.map(
      ({ data, bus = 'app', ...event }) =>
        new CloudEvent({
          source: 'test',
          type: 'test',
          time: new Date().toISOString(),
          ...event,
          data: Buffer.from(JSON.stringify(data ?? {})),
          extensions: { aliyuneventbusname: bus },
        }),
    ),
  );
};

/** Calls EventBridge's management API through the official core, unmodified. */
export const manage = async (
  sandbox: Sandbox,
  action: string,
  query: Readonly<Record<string, string>>,
  keys: object = sandbox.credentials(),
): Promise<unknown> => {
  const { default: Client, $OpenApiUtil: util } = require('@alicloud/openapi-core');
  const { RuntimeOptions } = require('@alicloud/tea-util');
  const endpoint = sandbox.endpoint.replace('http://', '');
  // As in callFc: a socket that the core has used is no good for another client.
  const globalParameters = new util.GlobalParameters({ headers: { connection: 'close' } });
  const config = new util.Config({ ...keys, endpoint, protocol: 'HTTP', globalParameters });
  const client = new Client(config);
  const params = new util.Params({
    action,
    version: '2020-04-01',
    protocol: 'HTTP',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    pathname: '/',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new util.OpenApiRequest({ query });
  return (await client.callApi(params, request, new RuntimeOptions(PATIENT))).body;
};

export interface RawCall {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Over the signed headers: what arrives is not what was signed. */
  readonly after?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

/** A call of SMQ made by hand, signed as the documentation says. */
export const raw = async (sandbox: Sandbox, call: RawCall) => {
  const { method = 'GET', path, body = '', secret = 'own' } = call;
  const headers: Record<string, string> = {
    date: new Date().toUTCString(),
    'content-type': 'text/xml',
    'x-mns-version': '2015-06-06',
    ...call.headers,
  };
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-mns-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const lines = [method, headers['content-md5'] ?? '', headers['content-type'], headers.date];
  const text = `${lines.join('\n')}\n${own.join('')}${path}`;
  const signature = createHmac('sha1', secret).update(text).digest('base64');
  const response = await fetch(`${sandbox.endpoint}${path}`, {
    method,
    headers: { ...headers, authorization: `MNS LTAIown:${signature}`, ...call.after },
    ...(body ? { body } : {}),
  });
  const xml = await response.text();
  const code = /<Code>(.*)<\/Code>/.exec(xml)?.[1];
  return { status: response.status, headers: response.headers, xml, code };
};
