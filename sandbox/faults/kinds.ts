import { setTimeout as pause } from 'node:timers/promises';
import { SocketFault } from '../http/respond.ts';
import type { HttpAnswer, HttpRequest } from '../http/types.ts';
import type { Kind, RuleOf } from './rule.ts';
import { type Call, errorOf } from './services.ts';

/** What a rule has to work with. */
export interface Scene {
  readonly call: Call;
  /** Lets the real service answer, the request as it came or changed. */
  readonly proceed: (changed?: HttpRequest) => Promise<HttpAnswer>;
}

type Acts = {
  readonly [K in Kind]: (rule: RuleOf[K], scene: Scene) => Promise<HttpAnswer>;
};

const broken = (kind: 'reset' | 'hang' | 'truncate') => Promise.reject(new SocketFault(kind));

const afterwards = async ({ proceed }: Scene, kind: 'reset' | 'truncate'): Promise<HttpAnswer> => {
  await proceed();
  throw new SocketFault(kind);
};

/** What each kind of fault does to a call. */
const ACTS: Acts = {
  latency: async ({ ms }, { proceed }) => {
    await pause(ms);
    return proceed();
  },
  error: async ({ status, code, message, requestId }, { call }) =>
    errorOf(call, { status, code, message, requestId }),
  expired: async ({ what }, { call }) => {
    const [status, code] = call.service?.expiry[what] ?? [400, 'InvalidSecurityToken.Expired'];
    return errorOf(call, { status, code, message: `Specified ${what} is expired.` });
  },
  throttling: async ({ status, code, retryAfterMs }, { call }) => {
    const message = 'Request was denied due to user flow control.';
    const answer = errorOf(call, { status, code, message });
    if (retryAfterMs === undefined) return answer;
    const after = {
      'x-acs-retry-after': String(retryAfterMs),
      'retry-after': String(Math.ceil(retryAfterMs / 1000)),
    };
    return { ...answer, headers: { ...answer.headers, ...after } };
  },
  html: async ({ status }) => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body>a proxy says ${status}</body></html>`,
  }),
  empty: async ({ status }) => ({ status }),
  reset: () => broken('reset'),
  hang: () => broken('hang'),
  truncate: (_, scene) => afterwards(scene, 'truncate'),
  'applied-but-lost': (_, scene) => afterwards(scene, 'reset'),
  duplicate: async (_, { proceed }) => {
    const answer = await proceed();
    await proceed();
    return answer;
  },
  partial: ({ entries }, { call, proceed }) => proceed({ ...call.request, failEntries: entries }),
};

/** Does to a call what a rule says. Rejects with `SocketFault` where no answer is to come. */
export const act = <K extends Kind>(kind: K, rule: RuleOf[K], scene: Scene): Promise<HttpAnswer> =>
  ACTS[kind](rule, scene);
