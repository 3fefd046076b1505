import * as v from 'valibot';
import { ApiError } from '../peering/model/failure.ts';
import type { MessageQueues, ReceivedMessage } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import { redactText } from '../runtime/log.ts';
import { commonJs, TIMEOUTS } from './core.ts';
import type { Endpoint } from './endpoints.ts';
import { checked, guarded, limitAnswers } from './guard.ts';

/** `MNSQueueNotExistError` holds the code `QueueNotExist`: the official client has it nowhere else. */
const CODE_IN_NAME = /^MNS(\w+?)Error$/;
/** Beyond this an answer's text is not looked at. */
const MAX_MESSAGE = 4_000;

/** The text between two marks, without a pattern that could run long. */
const between = (text: string, start: string, end: string | undefined): string | undefined => {
  const from = text.indexOf(start);
  if (from < 0) return undefined;
  const begin = from + start.length;
  const to = end === undefined ? text.length : text.indexOf(end, begin);
  return to < 0 ? undefined : text.slice(begin, to);
};

const statusIn = (message: string): number | undefined => {
  const status = Number(between(message, 'failed with ', '. '));
  return Number.isInteger(status) ? status : undefined;
};

/**
 * What the official SMQ client throws for an error that the service names: status, request id and
 * message stand in one text, `PUT {url} failed with 404. requestid: R, hostid: H, message: M`.
 * `undefined` for everything else.
 */
export const smqFailure = (error: unknown, operation: string): ApiError | undefined => {
  if (!(error instanceof Error)) return undefined;
  const code = CODE_IN_NAME.exec(error.name.slice(0, 100))?.[1];
  if (code === undefined) return undefined;
  const message = error.message.slice(0, MAX_MESSAGE);
  const status = statusIn(message);
  const requestId = between(message, 'requestid: ', ',');
  return new ApiError({
    kind: 'api',
    operation,
    code,
    message: redactText(between(message, ', message: ', undefined) ?? code),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  });
};

const CREATED = 201;
const NO_CONTENT = 204;
const OK = 200;
/** What the service answers when a queue is empty. */
const EMPTY = 'MessageNotExist';

export interface SmqConnection {
  readonly accountId: string;
  readonly regionId: string;
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
}

/** The port, and what deep health asks. */
export interface SmqClient extends MessageQueues {
  /** GetQueueAttributes, as the service names them. Rejects with `ApiError`, e.g. `QueueNotExist`. */
  attributes(queue: string): Promise<Readonly<Record<string, string>>>;
}

const messagesAnswer = v.array(
  v.object({
    MessageBody: v.string(),
    ReceiptHandle: v.string(),
    EnqueueTime: v.pipe(v.string(), v.transform(Number), v.integer()),
  }),
);
const attributesAnswer = v.record(v.string(), v.unknown());

const load = async ({ accountId, regionId, endpoint, credentials }: SmqConnection) => {
  limitAnswers();
  const { default: Client } = commonJs(await import('@alicloud/mns/lib/client.js'));
  const { securityToken, ...keys } = credentials;
  return new Client(accountId, {
    ...keys,
    ...(securityToken === '' ? {} : { securityToken }),
    region: regionId,
    endpoint: `${endpoint.protocol}://${endpoint.host}`,
    connectTimeout: TIMEOUTS.connectTimeout,
    readTimeout: TIMEOUTS.readTimeout,
  });
};

/** The calls of the official client that are made here. */
export type SmqCalls = Omit<Awaited<ReturnType<typeof load>>, 'publishMessage'>;
type Answer = Awaited<ReturnType<SmqCalls['sendMessage']>>;

/** The client resolves on errors without an XML body, e.g. a gateway's 502: only these statuses count. */
const assertStatus = (operation: string, { code }: Answer, expected: number): void => {
  if (code === expected) return;
  throw new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} answered HTTP ${code} instead of ${expected}`,
    status: code >= 400 ? code : 502,
  });
};

/**
 * Simple Message Queue through the official client, loaded with the first call. The client escapes no XML,
 * hence the Base64. Every method rejects with `ApiError` only.
 */
export const smqThrough = (open: () => Promise<SmqCalls>): SmqClient => {
  let loading: ReturnType<typeof open> | undefined;
  const call = <T>(
    operation: string,
    idempotent: boolean,
    work: (client: SmqCalls) => Promise<T>,
  ): Promise<T> =>
    guarded(operation, { idempotent }, async () => {
      loading ??= open();
      const client = await loading;
      try {
        return await work(client);
      } catch (error) {
        throw smqFailure(error, operation) ?? error;
      }
    });

  const receive = async (queue: string, count: number): Promise<readonly ReceivedMessage[]> => {
    // Not repeated: an answer that was lost has hidden its messages until their visibility ends.
    const { body } = await call('BatchReceiveMessage', false, (client) =>
      client.batchReceiveMessage(queue, count),
    );
    return checked('BatchReceiveMessage', messagesAnswer, body).map((message) => ({
      body: message.MessageBody,
      receiptHandle: message.ReceiptHandle,
      enqueuedAt: message.EnqueueTime,
    }));
  };

  return {
    send: async (queue, body) => {
      const message = { MessageBody: Buffer.from(body).toString('base64') };
      // A message sent twice is delivered twice, which SMQ itself may do.
      const answer = await call('SendMessage', true, (client) =>
        client.sendMessage(queue, message),
      );
      assertStatus('SendMessage', answer, CREATED);
    },
    receive: async (queue, count) => {
      try {
        return await receive(queue, count);
      } catch (error) {
        if (error instanceof ApiError && error.code === EMPTY) return [];
        throw error;
      }
    },
    delete: async (queue, receiptHandle) => {
      const answer = await call('DeleteMessage', true, (client) =>
        client.deleteMessage(queue, receiptHandle),
      );
      assertStatus('DeleteMessage', answer, NO_CONTENT);
    },
    attributes: async (queue) => {
      const answer = await call('GetQueueAttributes', true, (client) =>
        client.getQueueAttributes(queue),
      );
      assertStatus('GetQueueAttributes', answer, OK);
      const attributes = checked('GetQueueAttributes', attributesAnswer, answer.body);
      return Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      );
    },
  };
};

/** Through `@alicloud/mns`, as one account. */
export const createSmqClient = (connection: SmqConnection): SmqClient =>
  smqThrough(() => load(connection));
