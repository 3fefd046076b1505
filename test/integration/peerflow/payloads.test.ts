import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { joined, pairs, request } from './pairs.ts';
import { PAYLOADS, type PayloadCase } from './payloads.ts';

/** Pairs of VPCs for a case: no two cases share one. */
const cases = PAYLOADS.map(
  ([name, count, make], at): readonly [string, readonly number[], PayloadCase[2]] => {
    const before = PAYLOADS.slice(0, at).reduce((sum, [, each]) => sum + each, 0);
    return [name, Array.from({ length: count }, (_, n) => before + n), make];
  },
);

let sandbox: Sandbox;

beforeAll(async () => {
  const total = PAYLOADS.reduce((sum, [, count]) => sum + count, 0);
  sandbox = await startSandbox({ fixture: pairs(total), auth: false, switches: { timers: false } });
});

afterAll(() => sandbox.close());

const deliver = async (payload: unknown): Promise<string> => {
  const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const outcome = await sandbox.platform.invoke('peerflow-request', bytes);
  if (outcome === 'throttled' || !outcome.ok) throw new Error(`the invocation failed: ${outcome}`);
  return outcome.body.toString();
};

describe('a payload as its service documents it', () => {
  it.each(cases)('makes a connection for each request: %s', async (_, own, make) => {
    const payload = make(...own.map((pair) => request(pair)));
    const mine = () => joined(sandbox).filter((pair) => own.includes(pair));

    const first = await deliver(payload);
    expect(mine()).toEqual(own);

    // Delivery is at least once.
    const second = await deliver(payload);
    // What still waits after that makes none, either.
    await sandbox.idle();
    expect(mine()).toEqual(own);
    for (const answer of [first, second]) expect(answer).not.toMatch(/"(failed|rejected)"/);
    const types = sandbox.eventBridge.events().map(({ type }) => type);
    expect(types.filter((type) => /Rejected|Failed/.test(type))).toEqual([]);
  });
});
