// A handler that makes the calls of a create as the official samples do: the packages that it needs as they are,
// loaded whole before anything happens, and a client of each.
const { Readable } = require('node:stream');
const core = require('@alicloud/openapi-core');
const eventBridge = require('@alicloud/eventbridge');
const util = require('@alicloud/tea-util');

const host = process.env.PEERFLOW_ENDPOINT.replace('http://', '');
const keys = { accessKeyId: 'STS.bench', accessKeySecret: 'none', securityToken: 'none' };
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

exports.handler = async () => {
  const pair = { VpcId: 'vpc-bench0', AcceptingVpcId: 'vpc-bench1' };
  await rpc('ListVpcPeerConnections', {
    body: { RegionId: 'cn-hangzhou', VpcId: Object.values(pair).join(','), MaxResults: 100 },
  });
  const { body } = await rpc('CreateVpcPeerConnection', {
    query: {
      'Tag.1.Key': 'peerflow:request',
      'Tag.1.Value': 'bench',
      'Tag.2.Key': 'peerflow:options',
      'Tag.2.Value': 'routes=none;accept=manual;by=create;f=0123456789abcdef',
      'Tag.3.Key': 'peerflow:state',
      'Tag.3.Value': 'Requested',
    },
    body: {
      RegionId: 'cn-hangzhou',
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingAliUid: '1210123456123456',
      ClientToken: 'bench',
      ...pair,
    },
  });
  const { InstanceId: instanceId } = body;
  await rpc('GetVpcPeerConnectionAttribute', {
    body: { RegionId: 'cn-hangzhou', InstanceId: instanceId },
  });
  await invoke({ instanceId });
  await publish(instanceId);
  return { statusCode: 202 };
};
