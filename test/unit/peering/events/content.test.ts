import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ownFailure } from '../../../../lib/peering/errors/failure.ts';
import { connectionEvent, failedEvent } from '../../../../lib/peering/events/build.ts';
import { askedView, countsOf } from '../../../../lib/peering/events/data.ts';
import { eventContext } from '../../../../lib/peering/events/envelope.ts';
import {
  adoptedData,
  connectionData,
  failedData,
} from '../../../../lib/peering/events/schema/data.ts';
import { eventSchema } from '../../../../lib/peering/events/schema/index.ts';
import { EVENT_TYPES } from '../../../../lib/peering/model/event.ts';
import { fakeContext, START } from '../../support/context.ts';
import { arrival, connection, context, failure, sampleOf } from './samples.ts';

const facts = { ...context, type: 'Activated', requestId: 'order-7', action: 'create' } as const;
const dataOf = (event: { readonly data: unknown }) => v.parse(connectionData, event.data);

const request = {
  action: 'create',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-beijing',
  acceptingVpcId: 'vpc-b',
  acceptingAliUid: '283117732402483989',
  bandwidth: 100,
  dryRun: false,
  tag: [{ key: 'team', value: 'billing' }],
  routes: 'none',
  accept: 'manual',
  preflight: 'off',
} as const;

describe('what an event says', () => {
  it.each(EVENT_TYPES)('%s has nothing that its schema does not describe', (type) => {
    const event = sampleOf(type);
    expect(v.parse(eventSchema(type), event)).toEqual(event);
  });

  it('shows the tags of others but not ours', () => {
    const { tags } = dataOf(connectionEvent({ ...facts, connection })).connection;
    expect(tags).toEqual([{ key: 'team', value: 'billing' }]);
  });

  it('hides only the tags of its own deployment', () => {
    const event = connectionEvent({ ...facts, name: 'other', connection });
    expect(dataOf(event).connection.tags).toEqual(connection.tags);
  });

  it('keeps account ids beyond 2^53 exact', () => {
    const event = connectionEvent({ ...facts, connection });
    const read = dataOf(JSON.parse(JSON.stringify(event)));
    expect(read.connection.ownerId).toBe('253460731706911258');
    expect(read.connection.acceptingOwnerUid).toBe('283117732402483989');
  });

  it('says null for a status before the first and false for not adopted', () => {
    const data = dataOf(connectionEvent({ ...facts, connection }));
    expect(data).toMatchObject({ previousStatus: null, adopted: false });
    expect(dataOf(sampleOf('peerflow:Connection:Adopted'))).toMatchObject({ adopted: true });
    const failed = sampleOf('peerflow:Connection:Failed');
    expect(v.parse(failedData, failed.data).adopted).toBe(false);
  });

  it('says that a connection was adopted also later, where that is known', () => {
    const later = connectionEvent({ ...facts, connection, adopted: true });
    const own = connectionEvent({ ...facts, type: 'Adopted', connection, adopted: false });
    expect([dataOf(later).adopted, dataOf(own).adopted]).toEqual([true, false]);
  });

  it('lists the differences of an adopted connection, and says so where there are none', () => {
    const event = connectionEvent({ ...facts, type: 'Adopted', connection, differences: [] });
    expect(v.parse(adoptedData, event.data).differences).toEqual([]);
    expect(connectionEvent({ ...facts, connection }).data).not.toHaveProperty('differences');
  });

  it('has the rule of policy that decided, and the plan with its counts, where they are known', () => {
    const fact = (result: 'missing' | 'conflict', to: string) =>
      ({ regionId: 'cn-hangzhou', vpcId: 'vpc-a', destinationCidrBlock: to, result }) as const;
    const entries = [
      fact('missing', '10.1.0.0/16'),
      fact('missing', '10.2.0.0/16'),
      fact('conflict', '10.3.0.0/16'),
    ];
    const counts = countsOf(entries);
    expect(counts).toEqual({ missing: 2, conflict: 1 });
    const known = { policy: { rule: 'all', effect: 'allow' }, plan: { entries, counts } };
    const shown = { policy: known.policy, plan: entries, planCounts: counts };
    expect(connectionEvent({ ...facts, connection, ...known }).data).toMatchObject(shown);
    const asked = { ...context, arrival, requestId: 'r', action: 'create', failure } as const;
    expect(failedEvent({ ...asked, ...known }).data).toMatchObject(shown);
    for (const key of Object.keys(shown))
      expect(connectionEvent({ ...facts, connection }).data).not.toHaveProperty(key);
  });

  it('has no findings where there are none', () => {
    expect(connectionEvent({ ...facts, connection }).data).not.toHaveProperty('findings');
  });

  it('adds the overlaps that the observation shows to what preflight found', () => {
    const told = {
      code: 'QuotaLow',
      severity: 'info',
      pointer: '',
      detail: 'two left',
      remedy: 'none',
    } as const;
    const overlapping = {
      ...connection,
      acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.1.128.0/17'], ipv6Cidrs: [] },
    };
    const event = connectionEvent({ ...facts, connection: overlapping, findings: [told] });
    expect(dataOf(event).findings?.map(({ code }) => code)).toEqual(['QuotaLow', 'CidrOverlap']);
  });

  it('does not repeat an overlap that preflight has already found', () => {
    const told = {
      code: 'CidrOverlap',
      severity: 'error',
      pointer: '/vpcId',
      detail: 'as preflight put it',
      remedy: 'none',
    } as const;
    const both = { ...connection, acceptingVpc: { vpcId: 'b', ipv4Cidrs: ['10.1.0.0/16'] } };
    const other = { ...told, code: 'RouteConflict' };
    const event = connectionEvent({ ...facts, connection: both, findings: [told, other] });
    expect(dataOf(event).findings).toEqual([told, other]);
  });
});

describe('subject', () => {
  const owner = 'acs:vpc:cn-hangzhou:253460731706911258';
  const subjectOf = (view: Parameters<typeof failedEvent>[0]['connection']) =>
    failedEvent({
      ...context,
      arrival,
      requestId: 'r',
      action: 'create',
      failure,
      connection: view,
    }).subject;

  it.each([
    ['the connection', connection, `${owner}:vpcpeer/${connection.instanceId}`],
    [
      'the VPC when there is no connection',
      askedView(request, '253460731706911258'),
      `${owner}:vpc/vpc-a`,
    ],
    ['nothing without an owner', { instanceId: 'pcc-1', regionId: 'cn-hangzhou' }, undefined],
    ['nothing without a region', { instanceId: 'pcc-1', ownerId: '1' }, undefined],
    [
      'nothing before a VPC is known',
      { regionId: 'cn-hangzhou', ownerId: '253460731706911258' },
      undefined,
    ],
    ['nothing at all', undefined, undefined],
    [
      'the connection up to the 512 characters that a bus takes',
      { ...connection, instanceId: 'p'.repeat(512 - `${owner}:vpcpeer/`.length) },
      `${owner}:vpcpeer/`.padEnd(512, 'p'),
    ],
    ['nothing that no bus takes', { ...connection, instanceId: 'p'.repeat(600) }, undefined],
  ])('is %s', (_, view, subject) => {
    expect(subjectOf(view)).toBe(subject);
  });

  it('of a rejected item is absent', () => {
    expect(sampleOf('peerflow:Request:Rejected')).not.toHaveProperty('subject');
  });
});

describe('what an event begins with', () => {
  const { ctx } = fakeContext({
    settings: { source: 'peerflow.prod', name: 'prod', language: 'zh' },
  });

  it('is the deployment, its language and now', () => {
    expect(eventContext(ctx)).toMatchObject({
      source: 'peerflow.prod',
      name: 'prod',
      language: 'zh',
      observedAt: START,
      traceparent: undefined,
    });
  });

  it('carries the trace of the request on, where it had one', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traced = eventContext(ctx, { via: 'http', traceparent });
    const event = connectionEvent({ ...facts, ...traced, connection });
    expect(event).toMatchObject({ source: 'peerflow.prod', traceparent });
    expect(connectionEvent({ ...facts, connection })).not.toHaveProperty('traceparent');
  });
});

describe('PEERFLOW_LANGUAGE', () => {
  it('decides the language of what people read, and changes nothing else', () => {
    const event = (language: 'en' | 'zh') =>
      failedEvent({
        ...context,
        language,
        arrival,
        requestId: 'r',
        action: 'create',
        failure: ownFailure('NotFound', 'There is no connection pcc-1.'),
        findings: [
          {
            code: 'VpcNotAvailable',
            severity: 'error',
            pointer: '/vpcId',
            detail: 'vpc-a is Pending, not Available.',
            remedy:
              'Wait until the VPC is Available; a request waits for it up to 10 minutes by itself.',
          },
        ],
      });
    const [en, zh] = [event('en'), event('zh')];
    expect(v.parse(failedData, zh.data)).toMatchObject({
      failure: { code: 'NotFound', message: '没有对等连接 pcc-1。' },
      findings: [{ code: 'VpcNotAvailable', detail: 'vpc-a 的状态是 Pending，不是 Available。' }],
    });
    expect(v.parse(failedData, en.data).failure.message).toBe('There is no connection pcc-1.');
    expect({ ...zh, data: null }).toEqual({ ...en, data: null });
  });
});

describe('before the first look', () => {
  it('the connection has what was asked for and nothing else', () => {
    const { bandwidth: _, ...least } = request;
    const ends = {
      ownerId: '1',
      acceptingOwnerUid: '283117732402483989',
      regionId: 'cn-hangzhou',
      acceptingRegionId: 'cn-beijing',
      vpc: { vpcId: 'vpc-a' },
      acceptingVpc: { vpcId: 'vpc-b' },
      tags: [{ key: 'team', value: 'billing' }],
    };
    const chosen = {
      name: 'orders',
      description: 'to billing',
      bandwidth: 200,
      linkType: 'Gold',
      resourceGroupId: 'rg-1',
    } as const;
    expect(askedView(least, '1')).toStrictEqual(ends);
    expect(askedView({ ...least, ...chosen }, '1')).toStrictEqual({ ...ends, ...chosen });
  });

  it('the connection is what was asked, with what the create answered', () => {
    const view = askedView(request, '1', { instanceId: 'pcc-1', status: 'Creating' });
    const event = failedEvent({
      ...context,
      arrival,
      requestId: 'r',
      action: 'create',
      failure,
      connection: view,
    });
    expect(v.parse(failedData, event.data).connection).toEqual({
      instanceId: 'pcc-1',
      status: 'Creating',
      ownerId: '1',
      acceptingOwnerUid: '283117732402483989',
      regionId: 'cn-hangzhou',
      acceptingRegionId: 'cn-beijing',
      vpc: { vpcId: 'vpc-a' },
      acceptingVpc: { vpcId: 'vpc-b' },
      bandwidth: 100,
      tags: [{ key: 'team', value: 'billing' }],
    });
  });
});
