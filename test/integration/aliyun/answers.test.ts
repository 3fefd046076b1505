import { describe, expect, it, vi } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering, Reply } from '../sinks/service.ts';
import { error, json, KEYS, OTHER } from './answers.ts';

const peeringWith = async (answering: Answering) => {
  const { host, calls } = await serve(answering);
  const core = built.createCoreClient({ host, protocol: 'http' }, KEYS);
  return { peering: built.createPeeringApi(core), core, calls };
};

const OVER_4_MB = 4 * 1024 * 1024 + 1;

const large = (status: number, type = 'application/json'): Reply => ({
  status,
  type,
  body: `{"NextToken":"${'a'.repeat(OVER_4_MB)}"}`,
});

describe('answers that an official client cannot be left alone with', () => {
  it.each([
    ['200', large(200)],
    ['an error', large(503)],
    ['an error in XML', large(403, 'text/xml;charset=utf-8')],
  ])('refuses to read more than 4 MB of %s', async (_, reply) => {
    const { peering } = await peeringWith(() => reply);

    await expect(peering.list({})).rejects.toMatchObject({
      kind: 'malformed',
      code: 'MalformedResponse',
      message: 'The answer is over 4 MB',
    });
  });

  it('breaks the connection of an answer that never ends', async () => {
    const { peering } = await peeringWith(() => 'endless');

    await expect(peering.list({})).rejects.toMatchObject({ message: 'The answer is over 4 MB' });
  });

  it('reads an answer of nearly 4 MB', async () => {
    const description = 'a'.repeat(3 * 1024 * 1024);
    const { peering } = await peeringWith(() => json({ NextToken: description }));

    expect((await peering.list({})).nextToken).toHaveLength(description.length);
  });

  it('gives up soon on an answer of quotes that are never closed', async () => {
    const { peering } = await peeringWith(() => ({
      status: 200,
      body: `"${'\\"'.repeat(1024 * 1024)}${OTHER}`,
    }));

    await expect(peering.list({})).rejects.toMatchObject({ code: 'MalformedResponse' });
  });

  it('leaves no timer behind on the socket that the next call uses', async () => {
    const { peering } = await peeringWith(() => json({}));
    await peering.list({});
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await peering.list({});
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('reports a call that was refused before it was sent as the fault of the caller', async () => {
    const { core, calls } = await peeringWith(() => json({}));

    await expect(
      built
        .createTaskQueue(core)
        .enqueue({ functionName: 'f', id: 'a\nb', delaySeconds: 0, payload: '{}' }),
    ).rejects.toMatchObject({ kind: 'api', code: 'InvalidRequest', status: 400 });
    expect(calls).toHaveLength(0);
  });

  it('reports a connection that cannot be secured as trouble of the network', async () => {
    const { host } = await serve(() => json({}));
    const core = built.createCoreClient({ host, protocol: 'https' }, KEYS);

    await expect(built.createPeeringApi(core).list({})).rejects.toMatchObject({
      kind: 'network',
      code: 'NetworkError',
    });
  });

  it('keeps the message of the service where it holds the words of the client', async () => {
    const { peering } = await peeringWith(() =>
      json(
        { RequestId: 'R', Code: 'InvalidParameter', Message: 'a request id: b code: 400, c' },
        400,
      ),
    );

    await expect(peering.list({})).rejects.toMatchObject({
      message: 'a request id: b code: 400, c',
    });
  });

  it('takes an error without a code for unreadable, and keeps its status', async () => {
    const { peering } = await peeringWith(() => json({}, 404));

    await expect(peering.list({})).rejects.toMatchObject({
      kind: 'malformed',
      code: 'MalformedResponse',
      status: 404,
    });
  });

  it('knows an error by its code whatever the status', async () => {
    const { peering } = await peeringWith(() => error(500, 'InternalError'));

    await expect(peering.list({})).rejects.toMatchObject({ kind: 'api', code: 'InternalError' });
  });
});
