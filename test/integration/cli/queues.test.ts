import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { createQueues } from '../../../cli/cloud/queues.ts';

// Node hands CommonJS packages out as one object.
const bus: typeof import('@alicloud/eventbridge') = createRequire(import.meta.url)(
  '@alicloud/eventbridge',
);

const KEYS = { accessKeyId: 'k', accessKeySecret: 's' };
const MESSAGE =
  '<Message><MessageId>1</MessageId><MessageBody>b</MessageBody><ReceiptHandle>r</ReceiptHandle></Message>';

afterEach(() => {
  vi.useRealTimers();
});

const answer = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(`<Messages xmlns="http://mns.aliyuncs.com/doc/v1/">${MESSAGE}</Messages>`);
};

it('a long poll outlives the read timer that another official client left on its connection', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `127.0.0.1:${address.port}`;
  const queues = await createQueues({
    accountId: '1',
    regionId: 'cn-hangzhou',
    credentials: KEYS,
    endpointOf: () => `http://${endpoint}`,
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

  server.once('request', (_, response: ServerResponse) =>
    response.end('{"FailedEntryCount":0,"EntryList":[]}'),
  );
  const config = { ...KEYS, regionId: 'cn-hangzhou', endpoint, protocol: 'HTTP' };
  const event = new bus.CloudEvent({ id: '1', source: 's', type: 't', data: Buffer.from('{}') });
  await new bus.default(new bus.Config(config)).putEvents([event]);

  const polled = queues.receive('q', 30);
  const [, response]: ServerResponse[] = await once(server, 'request');
  vi.advanceTimersByTime(30_000);
  if (response) answer(response);
  expect(await polled).toMatchObject([{ id: '1', body: 'b' }]);
});
