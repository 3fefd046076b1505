import { describe, expect, it } from 'vitest';
import { callFc, deploy, invokeFunction, LOG_EVENT } from '../support.ts';
import { cloud, mns, putEvents } from './support.ts';

const LOST = expect.objectContaining({ code: 'ECONNRESET' });

describe('an acknowledgement that is lost after the call was applied', () => {
  it('of putEvents: the event is on its bus', async () => {
    const sandbox = await cloud();
    sandbox.faults.add({ kind: 'applied-but-lost', match: { service: 'EventBridge' }, times: 1 });
    await expect(putEvents(sandbox, [{ id: 'a' }])).rejects.toEqual(LOST);
    expect(sandbox.eventBridge.events('app').map(({ id }) => id)).toEqual(['a']);
  });

  it('of SendMessage: the message is in its queue', async () => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    const match = { service: 'Mns', action: 'SendMessage' } as const;
    sandbox.faults.add({ kind: 'applied-but-lost', match, times: 1 });
    await expect(mns(sandbox).sendMessage('q', { MessageBody: 'eA==' })).rejects.toEqual(LOST);
    expect(sandbox.smq.messages('q')).toHaveLength(1);
  });

  it('of a task: its id is taken, and the task runs once', async () => {
    const props = 'asyncInvokeConfig: { asyncTask: true }';
    const { sandbox, close } = await deploy({ task: { code: LOG_EVENT, props } });
    const match = { service: 'Fc', action: 'InvokeFunction' } as const;
    sandbox.faults.add({ kind: 'applied-but-lost', match, times: 1 });
    const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'once' };
    const enqueue = () => invokeFunction(sandbox, 't-task', 'x', headers);
    await expect(enqueue()).rejects.toEqual(LOST);
    await expect(enqueue()).rejects.toMatchObject({ statusCode: 409 });
    await sandbox.idle();
    const runs = sandbox.journal.entries.filter(
      ({ kind, detail }) => kind === 'invoke' && detail.mode === 'async',
    );
    expect(runs).toHaveLength(1);
    await close();
  });
});

describe('other faults of single operations', () => {
  it('putEvents takes part of a batch', async () => {
    const sandbox = await cloud();
    sandbox.faults.add({ kind: 'partial', entries: 2, times: 1 });
    const events = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    const { failedEntryCount, entryList } = await putEvents(sandbox, events);
    expect(failedEntryCount).toBe(2);
    expect(entryList.map(({ errorCode }) => errorCode)).toEqual([
      'InternalError',
      'InternalError',
      undefined,
    ]);
    expect(sandbox.eventBridge.events().map(({ id }) => id)).toEqual(['c']);
    expect((await putEvents(sandbox, events)).failedEntryCount).toBe(0);
  });

  it('an outage of one operation lasts until it is removed, and leaves the others alone', async () => {
    const { sandbox, close } = await deploy({ echo: { code: 'async (event) => event' } });
    const remove = sandbox.faults.add({ kind: 'error', match: { action: 'GetFunction' } });
    const get = () =>
      callFc(sandbox, {
        action: 'GetFunction',
        method: 'GET',
        pathname: '/2023-03-30/functions/t-echo',
      });
    for (let at = 0; at < 3; at += 1)
      await expect(get()).rejects.toMatchObject({ statusCode: 503, code: 'ServiceUnavailable' });
    expect((await invokeFunction(sandbox, 't-echo', 'hi')).body).toBe('hi');
    remove();
    expect((await get()).statusCode).toBe(200);
    await close();
  });
});
