import { expect } from 'vitest';
import { ACTIVATED, CREATING, ROUTED } from '../../build/cache/answers.ts';
import { type Answers, create, httpCall, REHEARSALS } from '../../build/cache/rehearsals.ts';
import type { Scenario } from './functions.ts';

/** Modules of Node.js that only some calls need: those over TLS, packed answers, webhooks. */
export const SELDOM = ['https', 'tls', 'zlib', 'internal/blocklist'] as const;

export interface Expected extends Scenario {
  /** What the function must answer, so that nobody measures a scenario that fails. */
  readonly answer: unknown;
  readonly answers: Answers;
  /** Which of `SELDOM` it needs; none where absent. */
  readonly seldom?: readonly string[];
}

const SINKS = { PEERFLOW_SINKS: 'eventbridge://facts' };

const loading = (name: string): Expected => ({
  name: `${name}: loading it`,
  function: name,
  answers: CREATING,
  answer: null,
});

const asked = (what: string, event: object | string, answer: unknown): Expected => ({
  name: `request: ${what}`,
  function: 'request',
  event: typeof event === 'string' ? event : JSON.stringify(event),
  env: SINKS,
  answers: { ...ROUTED, ...CREATING },
  answer,
});

/** What its rehearsal makes a function do. */
const task = (name: string, what: string, answers: Answers): Expected => ({
  name: `${name}: ${what}`,
  function: name,
  event: JSON.stringify(REHEARSALS[name]?.events[0]),
  env: SINKS,
  answers,
  answer: null,
});

/** Each in a Node.js of its own, as in a cold instance. */
export const SCENARIOS: readonly Expected[] = [
  loading('request'),
  asked('GET /healthz', httpCall('GET', '/healthz'), { statusCode: 200 }),
  {
    ...asked('GET /openapi.json', httpCall('GET', '/openapi.json'), { statusCode: 200 }),
    seldom: ['zlib'],
  },
  asked('a body that is no valid request', httpCall('POST', '/peerings', { vpcId: 'no' }), {
    statusCode: 400,
  }),
  {
    ...asked(
      'the same for who reads Chinese',
      {
        ...httpCall('POST', '/peerings', { vpcId: 'no' }),
        headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN' },
      },
      { statusCode: 400, body: expect.stringContaining('请求有') },
    ),
    seldom: ['zlib'],
  },
  asked('a create', httpCall('POST', '/peerings', create), { statusCode: 202 }),
  asked('a preflight', httpCall('POST', '/peerings/preflight', create), { statusCode: 200 }),
  loading('worker'),
  task('worker', 'a request that was put off', CREATING),
  loading('poller'),
  task('poller', 'a watch that sees Activated', ACTIVATED),
  loading('accepter'),
  loading('router'),
  task('router', 'routes that are there already', ROUTED),
];
