import type { CoreClient } from '../../../lib/aliyun/core.ts';
import type { SinkResult } from '../../../lib/peering/ports.ts';
import * as eventbridge from '../../../lib/sinks/eventbridge.ts';
import * as fc from '../../../lib/sinks/fc.ts';
import * as fc2 from '../../../lib/sinks/fc2.ts';
import type { Prepare, SinkTarget } from '../../../lib/sinks/kind.ts';
import * as mns from '../../../lib/sinks/mns.ts';
import * as webhook from '../../../lib/sinks/webhook.ts';
import type { ErrorOf } from './invocation.ts';
import { errorOfCore } from './official-core.ts';
import type { FaultRule } from './rules.ts';
import { ANSWERED, smqError } from './smq.ts';
import { REFUSALS } from './task-queue.ts';

export type SinkKind = SinkTarget['kind'];
export const SINK_KINDS = ['eventbridge', 'mns', 'fc', 'fc2', 'webhook'] as const;

/** What a client makes of a fault: it throws, or it answers as if nothing were wrong. */
type Reply<A> = { readonly throws: Error } | { readonly answers: A };

/** How one official client behaves, and what the product makes of its answers. */
interface Wire<A> {
  readonly acknowledges: A;
  readonly fails: (rule: FaultRule) => Reply<A>;
  readonly resultOf: (answer: A) => SinkResult;
}

const throws = (error: Error): { readonly throws: Error } => ({ throws: error });

/** What Node.js and the common HTTP client say, whichever client called them. */
const lineError = ({ kind }: FaultRule): Error | undefined => {
  if (kind === 'reset' || kind === 'lost')
    return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  return kind === 'hang'
    ? Object.assign(new Error('no answer'), { name: 'TimeoutError' })
    : undefined;
};

type EventBridgeAnswer = Parameters<typeof eventbridge.resultOf>[0];

/** The client has no status: code and request id are all that it throws. A failed entry comes with HTTP 200. */
const EVENTBRIDGE: Wire<EventBridgeAnswer> = {
  acknowledges: { failedEntryCount: 0, entryList: [{}] },
  fails: ({ kind, code }) => {
    const failed = (usual: string) => ({
      answers: { failedEntryCount: 1, entryList: [{ errorCode: code ?? usual }] },
    });
    const refused = (usual: string) =>
      throws(
        Object.assign(new Error('[EventBridgeError-SIM] no (simulated)'), { code: code ?? usual }),
      );
    switch (kind) {
      // The count alone says so.
      case 'partial':
        return { answers: { failedEntryCount: 1, entryList: [{}] } };
      case 'refused':
        return failed('EventBusNotExist');
      case 'html':
      case 'page':
        return { answers: {} };
      case 'too-large':
        return refused('RequestEntityTooLarge');
      case 'denied':
        return refused('AccessDenied');
      case 'throttled':
        return refused('TooManyRequests');
      default:
        return refused('ServiceUnavailable');
    }
  },
  resultOf: eventbridge.resultOf,
};

/** The codes of a service, where nothing else is said. */
interface Codes {
  readonly tooLarge: string;
  readonly missing: string;
  readonly throttled: string;
  readonly internal: string;
}

const MNS_CODES: Codes = {
  tooLarge: 'InvalidArgument',
  missing: 'QueueNotExist',
  throttled: 'QpsLimitExceeded',
  internal: 'InternalError',
};
const FC2_CODES: Codes = {
  tooLarge: 'RequestEntityTooLarge',
  missing: 'FunctionNotFound',
  throttled: 'ResourceThrottled',
  internal: 'InternalServerError',
};

/** A refusal of a service as its client throws it. */
const refusal = (
  { kind, code }: FaultRule,
  codes: Codes,
  errorOf: (code: string, status: number) => Error,
): Error => {
  switch (kind) {
    case 'too-large':
      return errorOf(codes.tooLarge, 413);
    case 'denied':
      return errorOf(code ?? 'AccessDenied', 403);
    case 'partial':
    case 'refused':
      return errorOf(code ?? codes.missing, 404);
    case 'throttled':
      return errorOf(code ?? codes.throttled, 429);
    default:
      return errorOf(code ?? codes.internal, 503);
  }
};

type MnsAnswer = Parameters<typeof mns.resultOf>[0];

/** Status and request id stand in the message. An error without XML, such as a page of a gateway, resolves. */
const MNS: Wire<MnsAnswer> = {
  acknowledges: { code: 201 },
  fails: (rule) => {
    if (rule.kind === 'page') return { answers: { code: 200 } };
    return rule.kind === 'html'
      ? { answers: { code: 502 } }
      : throws(refusal(rule, MNS_CODES, smqError));
  },
  resultOf: mns.resultOf,
};

type Fc2Answer = Parameters<typeof fc2.resultOf>[0];

const fc2Error = (code: string, status: number): Error =>
  Object.assign(
    new Error(`POST /invocations failed with ${status}. requestid: SIM, message: no.`),
    { name: `FC${code}Error`, code },
  );

/** A page of a proxy with HTTP 200 is an answer like any other to this client. */
const FC2: Wire<Fc2Answer> = {
  acknowledges: { headers: { 'x-fc-request-id': 'SIM' }, data: '' },
  fails: (rule) =>
    rule.kind === 'html' || rule.kind === 'page'
      ? { answers: { headers: {}, data: '<html></html>' } }
      : throws(refusal(rule, FC2_CODES, fc2Error)),
  resultOf: fc2.resultOf,
};

type WebhookAnswer = Parameters<typeof webhook.resultOf>[0];

/** HTTP as it is: every status is an answer. */
const WEBHOOK: Wire<WebhookAnswer> = {
  acknowledges: { status: 204, retryAfter: undefined },
  fails: ({ kind, retryAfterMs }) => {
    const answers = (status: number) => ({
      answers: {
        status,
        retryAfter: retryAfterMs ? String(Math.ceil(retryAfterMs / 1000)) : undefined,
      },
    });
    switch (kind) {
      case 'html':
        return answers(502);
      case 'page':
        return answers(302);
      case 'too-large':
        return answers(413);
      case 'denied':
        return answers(403);
      case 'partial':
      case 'refused':
        return answers(404);
      case 'throttled':
        return answers(429);
      default:
        return answers(503);
    }
  },
  resultOf: (answer) => webhook.resultOf(answer, 0),
};

/** Makes one call over the line: it resolves where the sink took the event, or rejects with what `errorOf` makes. */
type Call = (errorOf: ErrorOf) => Promise<void>;

const through =
  <A>({ acknowledges, fails, resultOf }: Wire<A>, call: Call): Prepare =>
  async () =>
  async () => {
    let answer = acknowledges;
    const errorOf: ErrorOf = (rule) => {
      const broken = lineError(rule);
      const reply = broken ? throws(broken) : fails(rule);
      if ('throws' in reply) return reply.throws;
      answer = reply.answers;
      return ANSWERED;
    };
    try {
      await call(errorOf);
    } catch (error) {
      if (error !== ANSWERED) throw error;
    }
    return resultOf(answer);
  };

/** Function Compute 3.0 through the core, as its sink makes the call; a page with HTTP 200 is an answer like any other. */
const throughCore = (call: Call): Prepare => {
  const usual = errorOfCore(REFUSALS);
  const client: CoreClient = async () => {
    try {
      await call((rule) => (rule.kind === 'page' ? ANSWERED : usual(rule)));
    } catch (error) {
      if (error !== ANSWERED) throw error;
      return { statusCode: 200, headers: {}, body: '<html></html>' };
    }
    return { statusCode: 202, headers: {}, body: '' };
  };
  return fc.through(client, { kind: 'fc', functionName: 'sink' });
};

/** A sink of a kind: the product's reading of answers and errors, over a client that behaves like the official one. */
export const sinkThrough = (kind: SinkKind, call: Call): Prepare => {
  switch (kind) {
    case 'eventbridge':
      return through(EVENTBRIDGE, call);
    case 'mns':
      return through(MNS, call);
    case 'fc':
      return throughCore(call);
    case 'fc2':
      return through(FC2, call);
    case 'webhook':
      return through(WEBHOOK, call);
  }
};
