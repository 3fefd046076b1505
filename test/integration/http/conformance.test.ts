import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import {
  document,
  faultsOf,
  type Operation,
  partAt,
  requiredHeaders,
  responseOf,
} from '../../support/openapi.ts';
import { eventOf, fixture, withSandbox } from '../peerflow/with-sandbox.ts';
import { type Answered, anyRound, type Call, send } from './calls.ts';

const FAULTS = [
  ...Array<undefined>(8).fill(undefined),
  { status: 400, code: 'OperationFailed.CdtNotOpened' },
  { status: 400, code: 'IllegalParam.VpcId' },
  { status: 403, code: 'Forbidden.RAM' },
  { status: 404, code: 'Nobody.Documented' },
] as const;

/** Trouble that passes would be waited out by what changes something, so only reads meet it. */
const PASSING = [
  { status: 400, code: 'Throttling.User' },
  { status: 503, code: 'ServiceUnavailable' },
] as const;

type Fault = (typeof FAULTS)[number] | (typeof PASSING)[number];

const isRead = ({ method }: Call): boolean => method === 'GET' || method === 'HEAD';

/** Headers that a client reads. */
const TOLD = ['Location', 'Retry-After', 'ETag', 'Allow', 'Accept-Patch', 'Accept-Encoding'];

const mediaTypeOf = ({ headers }: Answered): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const bodyFaults = (op: Operation, answer: Answered): readonly string[] => {
  const response = responseOf(op, answer.status);
  const expected = Object.entries(response?.content ?? {});
  if (expected.length === 0) return answer.body === '' ? [] : ['a body that nobody documented'];
  const media = response?.content[mediaTypeOf(answer)];
  if (media === undefined) return [`the type ${mediaTypeOf(answer)}`];
  const isJson = /json$/.test(mediaTypeOf(answer));
  const fault = faultsOf(media.schema, isJson ? parsed(answer.body) : answer.body);
  return fault === '' ? [] : [fault];
};

/** Everything about an answer that the document does not say. */
const undocumented = (call: Call, answer: Answered): readonly string[] => {
  const response = responseOf(call.op, answer.status);
  if (response === undefined) return [`the status ${answer.status}`];
  const has = (name: string): boolean => answer.headers[name.toLowerCase()] !== undefined;
  const missing = requiredHeaders(response).filter((name) => !has(name));
  const extra = TOLD.filter((name) => has(name) && !(name in response.headers));
  return [
    ...missing.map((name) => `no header ${name}`),
    ...extra.map((name) => `the header ${name}`),
    ...(call.method === 'HEAD' ? [] : bodyFaults(call.op, answer)),
    ...(call.method === 'HEAD' && answer.body !== '' ? ['a body for HEAD'] : []),
  ];
};

const operationCalled = (name: string): readonly [method: string, op: Operation] => {
  const all = Object.values(document.paths).flatMap((methods) => Object.entries(methods));
  const [method, op] = all.find(([, { operationId }]) => operationId === name) ?? [];
  if (method === undefined || op === undefined) throw new Error(`no operation ${name}`);
  return [method.toUpperCase(), op];
};

const failing = (sandbox: Sandbox) => {
  const now: { fault: Fault } = { fault: undefined };
  sandbox.services.unshift(async ({ headers }) => {
    if (now.fault === undefined || headers['x-acs-action'] === undefined) return undefined;
    const { code, status } = now.fault;
    const body = JSON.stringify({ Code: code, Message: `why ${code}`, RequestId: 'REQ-1' });
    return { status, headers: { 'content-type': 'application/json' }, body };
  });
  return now;
};

const start = async () => {
  const sandbox = await withSandbox({
    fixture: fixture({ timings: { creatingMs: 0, updatingMs: 0, deletingMs: 0 } }),
    env: { PEERFLOW_PAGE: 'on' },
  });
  const base = sandbox.urls['peerflow-request'] ?? '';
  const ids = () => sandbox.world.connections().map(({ instanceId }) => instanceId);
  return { sandbox, base, ids, now: failing(sandbox) };
};

describe('the HTTP API keeps to its document', () => {
  it('whatever is sent to the operations that it names', async () => {
    const { base, ids, now } = await start();
    const trouble = fc.record({
      lasting: fc.constantFrom(...FAULTS),
      passing: fc.constantFrom(undefined, undefined, undefined, ...PASSING),
    });
    const troubles = fc.array(trouble, { minLength: 1, maxLength: 20 });

    await fc.assert(
      fc.asyncProperty(anyRound(ids), troubles, async (round, each) => {
        for (const [at, call] of round.entries()) {
          const { lasting, passing } = each[at % each.length] ?? {};
          now.fault = lasting ?? (isRead(call) ? passing : undefined);
          const answer = await send(base, call);
          const about = `${call.method} ${call.path} ${answer.status}`;
          expect(undocumented(call, answer), about).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('through the ordinary life of a connection', async () => {
    const { base, ids, sandbox } = await start();
    const ab = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
    const key = { 'idempotency-key': '"order-1"' };
    const ask = async (name: string, path: string, body?: object, headers = {}) => {
      const [method, op] = operationCalled(name);
      const text = body === undefined ? '' : JSON.stringify(body);
      const call = { op, method, path, headers, body: text };
      const answer = await send(base, call);
      expect([name, undocumented(call, answer)]).toEqual([name, []]);
      return answer.status;
    };

    const statuses = [
      await ask('createPeering', '/peerings', { ...ab, dryRun: true }),
      await ask('preflightPeering', '/peerings/preflight', ab),
      await ask('createPeering', '/peerings', ab, key),
      await ask('createPeering', '/peerings', ab, key),
      await ask('createPeering', '/peerings', { ...ab, name: 'other' }, key),
    ];
    const at = `/peerings/${ids()[0]}`;
    statuses.push(
      await ask('getPeering', at),
      await ask('getPeeringHeaders', at),
      await ask('getRoutes', `${at}/routes`),
      await ask('listPeerings', '/peerings?requestId=order-1'),
      await ask('modifyPeering', at, { name: 'renamed' }),
    );
    await eventOf(sandbox, 'Connection:Updated');
    await sandbox.idle(0);
    statuses.push(
      await ask('deletePeering', at, { dryRun: true }),
      await ask('repairRoutes', `${at}/routes`, undefined),
      await ask('deletePeering', at),
    );

    expect(statuses).toEqual([200, 200, 202, 202, 422, 200, 200, 200, 200, 202, 200, 400, 202]);
  });

  it('and answers every other method with 405 and those that serve', async () => {
    const { base } = await start();
    const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    for (const [template, methods] of Object.entries(document.paths)) {
      const documented = Object.keys(methods).map((each) => each.toUpperCase());
      const path = template.replace('{instanceId}', 'pcc-unknown');
      const [op] = Object.values(methods);
      if (op === undefined) throw new Error(`no operation on ${template}`);
      for (const method of METHODS.filter((each) => !documented.includes(each))) {
        const call = { op, method, path, headers: {}, body: '' };
        const answer = await send(base, call);
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        expect(answer.headers.allow?.split(', ').sort()).toEqual(documented.sort());
        expect(undocumented(call, answer)).toEqual([]);
      }
    }
  });

  it('and knows no other path', async () => {
    const { base, sandbox } = await start();
    const problem = partAt('#/components/schemas/Problem');
    const paths = [
      '/peering',
      '/peerings/preflight/x',
      '/peerings/pcc-1/accept/x',
      '//peerings',
      '/peerings/vpc-a',
      '/peerings/preflight',
    ];
    for (const path of paths) {
      const answer = await send(base, { method: 'GET', path, headers: {}, body: '' });
      const status = path === '/peerings/preflight' ? 405 : 404;
      expect([path, answer.status, mediaTypeOf(answer)]).toEqual([
        path,
        status,
        'application/problem+json',
      ]);
      expect(faultsOf(problem, parsed(answer.body))).toBe('');
    }
    expect(sandbox.journal.entries.filter(({ kind }) => kind === 'api')).toEqual([]);
  });
});
