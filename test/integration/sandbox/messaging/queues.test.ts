import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cloud, mns, OTHER } from './support.ts';

const SECOND = 1_000;

const withQueues = (...queues: { name: string; [attribute: string]: unknown }[]) =>
  cloud({ smq: { queues } });

describe('messages through the official client', () => {
  it('go in, come out once, and are gone when they are deleted', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const client = mns(sandbox);
    const sent = await client.sendMessage('q', { MessageBody: 'aGk=', Priority: 3 });
    expect(sent).toMatchObject({
      code: 201,
      body: {
        MessageId: expect.stringMatching(/^[0-9A-F]{32}$/),
        MessageBodyMD5: createHash('md5').update('aGk=').digest('hex').toUpperCase(),
      },
    });
    const { code, body } = await client.receiveMessage('q');
    expect({ code, body }).toMatchObject({
      code: 200,
      body: {
        MessageId: sent.body.MessageId,
        MessageBody: 'aGk=',
        MessageBodyMD5: sent.body.MessageBodyMD5,
        DequeueCount: '1',
        Priority: '3',
      },
    });
    const hiddenMs = Number(body.NextVisibleTime) - Number(body.FirstDequeueTime);
    expect(hiddenMs).toBe(30 * SECOND);
    await expect(client.receiveMessage('q')).rejects.toMatchObject({
      name: 'MNSMessageNotExistError',
    });
    expect(await client.deleteMessage('q', body.ReceiptHandle ?? '')).toMatchObject({ code: 204 });
    sandbox.clock.advance(60 * SECOND);
    await expect(client.receiveMessage('q')).rejects.toMatchObject({
      name: 'MNSMessageNotExistError',
    });
  });

  it('come back when their visibility timeout is over, and the old handle is void', async () => {
    const sandbox = await withQueues({ name: 'q', visibilityTimeout: 60 });
    const client = mns(sandbox);
    await client.sendMessage('q', { MessageBody: 'a' });
    const { body: first } = await client.receiveMessage('q');
    sandbox.clock.advance(60 * SECOND);
    const { body: second } = await client.receiveMessage('q');
    expect(second).toMatchObject({ MessageId: first.MessageId, DequeueCount: '2' });
    await expect(client.deleteMessage('q', first.ReceiptHandle ?? '')).rejects.toMatchObject({
      name: 'MNSMessageNotExistError',
    });
    await expect(client.deleteMessage('q', 'rubbish')).rejects.toMatchObject({
      name: 'MNSReceiptHandleErrorError',
    });
  });

  it('stay hidden for as long as their consumer says, under a new handle', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const client = mns(sandbox);
    await client.sendMessage('q', { MessageBody: 'a' });
    const { body } = await client.receiveMessage('q');
    const old = body.ReceiptHandle ?? '';
    const { body: changed } = await client.changeMessageVisibility('q', old, 120);
    expect(changed.ReceiptHandle).not.toBe(old);
    sandbox.clock.advance(90 * SECOND);
    await expect(client.receiveMessage('q')).rejects.toThrow();
    await expect(client.changeMessageVisibility('q', old, 1)).rejects.toMatchObject({
      name: 'MNSMessageNotExistError',
    });
    await expect(
      client.changeMessageVisibility('q', changed.ReceiptHandle ?? '', 43_201),
    ).rejects.toMatchObject({ name: 'MNSInvalidArgumentError' });
    expect(await client.deleteMessage('q', changed.ReceiptHandle ?? '')).toMatchObject({
      code: 204,
    });
  });

  it('wait for their delay', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const client = mns(sandbox);
    const { body } = await client.sendMessage('q', { MessageBody: 'a', DelaySeconds: 3600 });
    expect(body.ReceiptHandle).toEqual(expect.any(String));
    await expect(client.receiveMessage('q')).rejects.toThrow();
    sandbox.clock.advance(3600 * SECOND);
    expect((await client.receiveMessage('q')).body.MessageBody).toBe('a');
  });

  it('are sent, received and deleted by sixteen', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const client = mns(sandbox);
    const batch = Array.from({ length: 16 }, (_, n) => ({
      MessageBody: `m${n}`,
      Priority: 16 - n,
    }));
    const sent = await client.batchSendMessage('q', batch);
    expect(sent.body).toHaveLength(16);
    const received = await client.batchReceiveMessage('q', 16);
    expect(received.body.map(({ MessageBody }) => MessageBody)).toEqual(
      batch.map(({ MessageBody }) => MessageBody).reverse(),
    );
    const handles = received.body.map(({ ReceiptHandle }) => ReceiptHandle ?? '');
    const partly = await client.batchDeleteMessage('q', [...handles.slice(0, 8), 'rubbish']);
    expect(partly).toMatchObject({
      code: 404,
      body: [{ ErrorCode: 'ReceiptHandleError', ReceiptHandle: 'rubbish' }],
    });
    expect(await client.batchDeleteMessage('q', handles.slice(8))).toMatchObject({ code: 204 });
    expect(sandbox.smq.messages('q')).toEqual([]);
  });

  it.each([
    [17, 10],
    [4, 16_385],
  ])('are refused together, %i of %i bytes', async (count, bytes) => {
    const sandbox = await withQueues({ name: 'q' });
    const batch = Array.from({ length: count }, () => ({ MessageBody: 'x'.repeat(bytes) }));
    await expect(mns(sandbox).batchSendMessage('q', batch)).rejects.toMatchObject({
      name: 'MNSInvalidArgumentError',
    });
    expect(sandbox.smq.messages('q')).toEqual([]);
  });

  it('are shown without being taken', async () => {
    const client = mns(await withQueues({ name: 'q' }));
    for (const MessageBody of ['a', 'b']) await client.sendMessage('q', { MessageBody });
    expect((await client.peekMessage('q')).body).toMatchObject({ MessageBody: 'a' });
    const { body } = await client.batchPeekMessage('q', 16);
    expect(body.map(({ MessageBody }) => MessageBody)).toEqual(['a', 'b']);
    expect(body[0]).not.toHaveProperty('ReceiptHandle');
    expect((await client.receiveMessage('q')).body.DequeueCount).toBe('1');
  });

  it('end a long poll when they come', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const polling = mns(sandbox).batchReceiveMessage('q', 16, 30);
    await mns(sandbox).sendMessage('q', { MessageBody: 'a' });
    expect((await polling).body).toMatchObject([{ MessageBody: 'a' }]);
  });

  it('go to the dead-letter queue when they were received too often', async () => {
    const sandbox = await withQueues(
      { name: 'dead' },
      {
        name: 'q',
        visibilityTimeout: 10,
        dlqPolicy: { deadLetterTargetQueue: 'dead', maxReceiveCount: 2 },
      },
    );
    const client = mns(sandbox);
    const { body: sent } = await client.sendMessage('q', { MessageBody: 'poison' });
    for (let count = 0; count < 2; count += 1) {
      await client.receiveMessage('q');
      sandbox.clock.advance(10 * SECOND);
    }
    const { body } = await client.receiveMessage('dead', 1);
    expect(body).toMatchObject({ MessageId: sent.MessageId, MessageBody: 'poison' });
    await expect(client.receiveMessage('q')).rejects.toThrow();
  });
});

describe('queues through the official client', () => {
  it('do not exist unless somebody made them', async () => {
    const client = mns(await cloud());
    for (const call of [
      client.sendMessage('nobody', { MessageBody: 'a' }),
      client.receiveMessage('nobody'),
      client.getQueueAttributes('nobody'),
    ])
      await expect(call).rejects.toMatchObject({ name: 'MNSQueueNotExistError' });
  });

  it('are described with their attributes and what is in them', async () => {
    const client = mns(await withQueues({ name: 'q', visibilityTimeout: 60, delaySeconds: 5 }));
    await client.sendMessage('q', { MessageBody: 'delayed' });
    await client.sendMessage('q', { MessageBody: 'active', DelaySeconds: 0 });
    expect((await client.getQueueAttributes('q')).body).toMatchObject({
      QueueName: 'q',
      VisibilityTimeout: '60',
      DelaySeconds: '5',
      MessageRetentionPeriod: '345600',
      ActiveMessages: '1',
      InactiveMessages: '0',
      DelayMessages: '1',
    });
  });

  it('cannot be their own dead-letter queues', async () => {
    const dlqPolicy = { deadLetterTargetQueue: 'q' };
    await expect(withQueues({ name: 'q', dlqPolicy })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  it('belong to their account, and roles may do what they are allowed', async () => {
    const sandbox = await withQueues({ name: 'q' });
    const stranger = mns(sandbox, sandbox.credentials(OTHER));
    await expect(stranger.receiveMessage('q')).rejects.toMatchObject({
      name: 'MNSAccessDeniedError',
    });
    const accountId = sandbox.accountId;
    const sender = mns(
      sandbox,
      sandbox.world.keys.issue({ accountId, allow: ['mns:SendMessage'] }),
    );
    expect(await sender.sendMessage('q', { MessageBody: 'a' })).toMatchObject({ code: 201 });
    await expect(sender.receiveMessage('q')).rejects.toMatchObject({
      name: 'MNSAccessDeniedError',
    });
  });
});
