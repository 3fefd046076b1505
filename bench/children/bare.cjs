// Measured process: the calls of a create and nothing else, through the official SDKs as they are.
const { Readable } = require('node:stream');
const core = require('@alicloud/openapi-core');
const eventBridge = require('@alicloud/eventbridge');
const util = require('@alicloud/tea-util');

const { endpoint, keys, count, first, warmUp } = JSON.parse(process.argv[2]);
const host = endpoint.replace('http://', '');
const { $OpenApiUtil } = core;
const TIMEOUTS = { readTimeout: 8000, connectTimeout: 8000 };

const client = new core.default(
  new $OpenApiUtil.Config({ endpoint: host, protocol: 'HTTP', ...keys, ...TIMEOUTS }),
);
const bus = new eventBridge.default(
  new eventBridge.Config({ endpoint: host, protocol: 'http', ...keys }),
);
const runtime = new util.RuntimeOptions(TIMEOUTS);

const rpc = (action, { query = {}, body }) =>
  client.callApi(
    new $OpenApiUtil.Params({
      action,
      version: '2022-01-01',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    }),
    new $OpenApiUtil.OpenApiRequest({ query, ...(body ? { body } : {}) }),
    runtime,
  );

const invoke = async (payload) => {
  const { body } = await client.callApi(
    new $OpenApiUtil.Params({
      action: 'InvokeFunction',
      version: '2023-03-30',
      protocol: 'HTTP',
      pathname: '/2023-03-30/functions/peerflow-poller/invocations',
      method: 'POST',
      authType: 'AK',
      style: 'ROA',
      reqBodyType: 'json',
      bodyType: 'binary',
    }),
    new $OpenApiUtil.OpenApiRequest({
      headers: { 'x-fc-invocation-type': 'Async', 'x-fc-async-delay': '1' },
      stream: Readable.from([Buffer.from(JSON.stringify(payload))]),
    }),
    runtime,
  );
  // Read to the end, as anybody has to who wants the socket back.
  body.resume();
};

const publish = (instanceId) =>
  bus.putEventsWithOptions(
    [
      new eventBridge.CloudEvent({
        id: `${instanceId}-Creating`,
        source: 'peerflow',
        type: 'peerflow:Connection:Creating',
        time: new Date().toISOString(),
        data: Buffer.from(JSON.stringify({ requestId: 'bare', connection: { instanceId } })),
        extensions: { aliyuneventbusname: 'default' },
      }),
    ],
    runtime,
  );

const tag = (instanceId, key, value) =>
  rpc('TagResources', {
    query: {
      RegionId: 'cn-hangzhou',
      ResourceType: 'PeerConnection',
      'ResourceId.1': instanceId,
      'Tag.1.Key': key,
      'Tag.1.Value': value,
    },
  });

const createOne = async (index) => {
  const pair = { VpcId: `vpc-bench${index}`, AcceptingVpcId: `vpc-bench${index + 1}` };
  await rpc('ListVpcPeerConnections', {
    body: { RegionId: 'cn-hangzhou', VpcId: Object.values(pair).join(','), MaxResults: 100 },
  });
  const { body } = await rpc('CreateVpcPeerConnection', {
    query: {
      'Tag.1.Key': 'peerflow:request',
      'Tag.1.Value': `bare-${index}`,
      'Tag.2.Key': 'peerflow:options',
      'Tag.2.Value': 'routes=none;accept=manual;f=0123456789abcdef',
      'Tag.3.Key': 'peerflow:state',
      'Tag.3.Value': 'Requested',
    },
    body: {
      RegionId: 'cn-hangzhou',
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingAliUid: '1210123456123456',
      ClientToken: `bare-${index}`,
      ...pair,
    },
  });
  const { InstanceId: instanceId } = body;
  await Promise.all([
    publish(instanceId).then(() => tag(instanceId, 'peerflow:state', 'Creating')),
    invoke({ peerflow: 'watch', instanceId }),
  ]);
};

const run = async () => {
  for (let done = 0; done < warmUp; done++) await createOne(first + 2 * done);
  const startedAt = performance.now();
  for (let done = warmUp; done < warmUp + count; done++) await createOne(first + 2 * done);
  process.stdout.write(`${JSON.stringify({ ms: performance.now() - startedAt })}\n`);
};

run().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
