import { describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering, Call } from '../sinks/service.ts';
import {
  actionOf,
  error,
  json,
  KEYS,
  OTHER,
  OWN,
  page,
  paramsOf,
  throttled,
  xmlError,
} from './answers.ts';

const coreWith = async (answering: Answering) => {
  const service = await serve(answering);
  const core = built.createCoreClient({ host: service.host, protocol: 'http' }, KEYS);
  return { core, service, calls: service.calls };
};

const peeringWith = async (answering: Answering) => {
  const { core, ...rest } = await coreWith(answering);
  return { peering: built.createPeeringApi(core), ...rest };
};

const formOf = ({ body }: Call): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body));

/** Of any script, and with every character that a signature may stumble on. */
const TAGS = [
  { key: '团队*~%', value: 'a b+c/中文 ~*' },
  { key: 'équipe', value: "(l'été)!&=?#" },
  { key: '🚀', value: '' },
];

const input = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-shanghai',
  acceptingVpcId: 'vpc-b',
  acceptingAliUid: OTHER,
  name: '杭州-hub_1',
  clientToken: 'token-1',
  tag: TAGS,
};

const row = {
  InstanceId: 'pcc-1',
  Status: 'Activated',
  OwnerId: `__${OTHER}__`,
  AcceptingOwnerUid: Number(OWN),
  RegionId: 'cn-hangzhou',
  AcceptingRegionId: 'cn-shanghai',
  Vpc: { VpcId: 'vpc-a', Ipv4Cidrs: ['10.0.0.0/16'] },
  AcceptingVpc: { VpcId: 'vpc-b' },
  Tags: TAGS.map(({ key, value }) => ({ Key: key, Value: value })),
};

describe('VpcPeer through the official core', () => {
  it('sends account ids, names and tags exactly as they are', async () => {
    const { peering, calls } = await peeringWith(() => json({ RequestId: 'R', InstanceId: 'p' }));

    expect(await peering.create(input)).toEqual({ instanceId: 'p', requestId: 'R' });

    const [call] = calls;
    expect(formOf(call ?? expect.fail())).toMatchObject({
      AcceptingAliUid: OTHER,
      Name: '杭州-hub_1',
      ClientToken: 'token-1',
    });
    expect(paramsOf(call ?? expect.fail())).toEqual({
      'Tag.1.Key': '团队*~%',
      'Tag.1.Value': 'a b+c/中文 ~*',
      'Tag.2.Key': 'équipe',
      'Tag.2.Value': "(l'été)!&=?#",
      'Tag.3.Key': '🚀',
      'Tag.3.Value': '',
    });
  });

  it('sends tags that no URL has room for in the form', async () => {
    const { peering, calls } = await peeringWith(() => json({ RequestId: 'R', InstanceId: 'p' }));
    const tag = Array.from({ length: 20 }, (_, at) => ({
      key: `${at}${'团'.repeat(126)}`,
      value: '队'.repeat(128),
    }));

    await peering.create({ ...input, linkType: 'Gold', tag });

    const [call = expect.fail()] = calls;
    expect(call.url.length).toBeLessThan(8 * 1024);
    expect(paramsOf(call)).toEqual({ LinkType: 'Gold' });
    expect(formOf(call)).toMatchObject({
      VpcId: 'vpc-a',
      'Tag.1.Key': tag[0]?.key,
      'Tag.20.Value': tag[19]?.value,
    });
  });

  it('reads account ids to the last digit, and tags of any script', async () => {
    const { peering } = await peeringWith(() => json(row));

    const connection = await peering.get('pcc-1');

    expect(connection).toMatchObject({ ownerId: OTHER, acceptingOwnerUid: OWN, tags: TAGS });
  });

  it('asks VpcPeer for pages, and keeps rows that can be read', async () => {
    const { peering } = await peeringWith(() =>
      json({ VpcPeerConnects: [row, { InstanceId: 'pcc-2' }], NextToken: 'more' }),
    );

    const { items, nextToken } = await peering.list({ vpcIds: ['vpc-a', 'vpc-b'] });

    expect(items.map(({ instanceId }) => instanceId)).toEqual(['pcc-1']);
    expect(nextToken).toBe('more');
  });

  it('does not take a list that cannot be read for an empty one', async () => {
    const { peering } = await peeringWith(() => json({ VpcPeerConnects: { more: [row] } }));

    await expect(peering.list({})).rejects.toMatchObject({ code: 'MalformedResponse' });
  });

  it.each([
    ['JSON', error(403, 'Forbidden.RAM'), 'No, sorry.'],
    ['XML', xmlError(403, 'Forbidden.RAM'), 'Tom & "Jerry" <3 & 你'],
  ])('says what the service says in %s', async (_, reply, message) => {
    const { peering, calls } = await peeringWith(() => reply);

    await expect(peering.get('pcc-1')).rejects.toMatchObject({
      name: 'ApiError',
      operation: 'GetVpcPeerConnectionAttribute',
      kind: 'api',
      code: 'Forbidden.RAM',
      message,
      status: 403,
      requestId: 'R-1',
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['a page of a gateway', page],
    ['an empty answer', { status: 503 }],
    ['a page instead of XML', { ...page, type: 'text/xml;charset=utf-8' }],
    ['200 with a page', { ...page, status: 200 }],
    ['null', { status: 500, body: 'null' }],
  ])('takes %s for an answer that nobody can read', async (_, reply) => {
    const { peering, calls } = await peeringWith(() => reply);

    await expect(peering.get('pcc-1')).rejects.toMatchObject({
      kind: 'malformed',
      code: 'MalformedResponse',
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['JSON', throttled('700'), 700],
    ['XML', { ...xmlError(400, 'Throttling.User'), headers: { 'x-acs-retry-after': '700' } }, 700],
    ['JSON without a time', error(400, 'Throttling.User'), undefined],
  ])('passes on how long to wait when throttled in %s', async (_, reply, retryAfterMs) => {
    const { peering, calls } = await peeringWith(() => reply);

    await expect(peering.get('pcc-1')).rejects.toMatchObject({
      kind: 'api',
      code: 'Throttling.User',
      retryAfterMs,
    });
    expect(calls).toHaveLength(1);
  });

  it('tries once more when the connection is cut, and no more than once', async () => {
    const { peering, calls } = await peeringWith((_, index) => (index === 0 ? 'reset' : json(row)));
    expect(await peering.get('pcc-1')).toMatchObject({ instanceId: 'pcc-1' });
    expect(calls).toHaveLength(2);

    const dead = await peeringWith(() => 'reset');
    await expect(dead.peering.get('pcc-1')).rejects.toMatchObject({ kind: 'network' });
    expect(dead.calls).toHaveLength(2);
  });

  it('keeps the connection for the next call', async () => {
    const { peering, service } = await peeringWith(() => json(row));

    await peering.get('pcc-1');
    await peering.get('pcc-1');

    expect(service.connections()).toBe(1);
  });

  it('never shows a key, a token or an address in what it throws', async () => {
    const { peering } = await peeringWith(() => 'reset');

    const failure: unknown = await peering.create(input).catch((thrown: unknown) => thrown);

    expect(String(failure)).toBe('ApiError: The connection failed (ECONNRESET)');
  });
});

describe('the other services of the official core', () => {
  it('assumes a role', async () => {
    const Credentials = {
      AccessKeyId: 'STS.x',
      AccessKeySecret: 'y',
      SecurityToken: 'z',
      Expiration: '2099-01-01T00:00:00Z',
    };
    const { core, calls } = await coreWith(() => json({ Credentials }));
    const session = built.createRoleSource(core, { now: () => Date.now() })({
      roleArn: `acs:ram::${OTHER}:role/peerflow-accepter`,
      sessionName: `peerflow@${OWN}`,
      externalId: 'shared',
      policy: '{"Version":"1","Statement":[]}',
    });

    expect(await session.credentials()).toEqual({
      accessKeyId: 'STS.x',
      accessKeySecret: 'y',
      securityToken: 'z',
    });
    expect(calls.map(actionOf)).toEqual(['AssumeRole']);
    expect(formOf(calls[0] ?? expect.fail())).toEqual({
      RoleArn: `acs:ram::${OTHER}:role/peerflow-accepter`,
      RoleSessionName: `peerflow@${OWN}`,
      ExternalId: 'shared',
      DurationSeconds: '900',
      Policy: '{"Version":"1","Statement":[]}',
    });
  });
});
