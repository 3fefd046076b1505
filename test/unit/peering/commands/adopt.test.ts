import { describe, expect, it } from 'vitest';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { vpcOf } from '../preflight/facts.ts';
import { createRequest } from '../queue/items.ts';
import { networkWith } from '../routes/samples.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';
import { codeOf, FIRST, itemOf, outcomeOf } from './items.ts';

const MINUTE = 60_000;

const OTHER = '283117732402483989';

const existing = (status: Status, more: Partial<Connection> = {}) =>
  connectionIn(status, { instanceId: 'pcc-1', ...more });

const createOf = (more: Parameters<typeof createRequest>[0] = {}, requestId = 'request-0') =>
  itemOf(createRequest(more), {}, { requestId });

const TURNED = {
  vpc: { vpcId: 'vpc-b', ipv4Cidrs: [], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: 'vpc-a', ipv4Cidrs: [], ipv6Cidrs: [] },
};

const withinHangzhou = [
  {
    name: 'own',
    effect: 'allow' as const,
    when: {
      action: ['create'],
      requesterAccount: [ACCOUNT],
      accepterAccount: [ACCOUNT],
      region: ['cn-hangzhou'],
      acceptingRegion: ['cn-hangzhou'],
    },
  },
];

const tagOf = (connection: Connection | undefined, key: string) =>
  connection?.tags.find((tag) => tag.key === `peerflow:${key}`)?.value;

describe('a create that meets a live connection of the pair', () => {
  it.each(['Creating', 'Accepting', 'Updating', 'Activated'] as const)(
    'adopts one that is %s after a fresh look, instead of doubling it',
    async (status) => {
      const { ctx, cloud, journal, types } = engine({ connections: [existing(status)] });
      const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
      expect(outcome).toMatchObject({ outcome: 'adopted', instanceId: 'pcc-1' });
      expect(journal.slice(0, 2)).toEqual(['list', 'get pcc-1']);
      expect(cloud.created).toEqual([]);
      expect(types()).toEqual(['Adopted']);
    },
  );

  it('made in the other direction adopts it, and says which end is which', async () => {
    const turned = existing('Activated', TURNED);
    const { ctx } = engine({ connections: [turned] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'adopted',
      differences: [{ field: 'vpcId', asked: 'vpc-a', actual: 'vpc-b' }],
    });
  });

  it('made in the other direction and between regions has each end where the request says', async () => {
    const turned = existing('Activated', { ...TURNED, regionId: 'cn-shanghai' });
    const { ctx } = engine({ connections: [turned] });
    const item = createOf({ acceptingRegionId: 'cn-shanghai' });
    expect(outcomeOf(await create(ctx, item, FIRST))).toMatchObject({
      differences: [{ field: 'vpcId', asked: 'vpc-a', actual: 'vpc-b' }],
    });
  });

  it('says whose the other VPC is, and where, if the request says otherwise', async () => {
    const elsewhere = existing('Activated', {
      acceptingOwnerUid: OTHER,
      acceptingRegionId: 'cn-shanghai',
    });
    const { ctx, dataOf } = engine({ connections: [elsewhere] });
    const differences = [
      { field: 'acceptingRegionId', asked: 'cn-hangzhou', actual: 'cn-shanghai' },
      { field: 'acceptingAliUid', asked: ctx.settings.accountId, actual: OTHER },
    ];
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({ differences });
    expect(dataOf('Adopted')).toMatchObject({ differences });
  });

  it.each([
    ['the other account', { acceptingOwnerUid: OTHER }],
    ['the account of the requester', { ownerId: OTHER }],
    ['the other region', { acceptingRegionId: 'cn-shanghai' }],
    ['the region of the requester', { regionId: 'cn-shanghai' }],
    ['the other account of one made in the other direction', { ownerId: OTHER, ...TURNED }],
  ])(
    'leaves it alone where policy does not allow %s, whatever the request says',
    async (_, more) => {
      const { ctx, cloud, types, journal } = engine({
        connections: [existing('Activated', more)],
        settings: { policy: withinHangzhou },
      });
      const refusal = { failure: { code: 'PolicyDenied' }, policy: { rule: 'no rule matched' } };
      expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject(refusal);
      expect(outcomeOf(await create(ctx, createOf({ dryRun: true }), FIRST))).toMatchObject(
        refusal,
      );
      expect(cloud.connections.get('pcc-1')?.tags).toEqual([]);
      expect(types()).toEqual([]);
      expect(journal).not.toContain('task watch');
    },
  );

  it('leaves one of an equal id alone, too, where the request of that id named the other account', async () => {
    const made = existing('Activated', {
      acceptingOwnerUid: OTHER,
      tags: ourTags('order-1', 'Activated'),
    });
    const { ctx, types } = engine({ connections: [made], settings: { policy: withinHangzhou } });
    for (const dryRun of [false, true]) {
      const item = itemOf(createRequest({ dryRun }), {}, { idKind: 'pair', requestId: 'order-1' });
      expect(codeOf(await create(ctx, item, FIRST))).toBe('PolicyDenied');
    }
    expect(types()).toEqual([]);
  });

  it('adopts across accounts where a rule allows the account that the connection shows', async () => {
    const policy = [
      ...withinHangzhou,
      { name: 'partner', effect: 'allow' as const, when: { accepterAccount: [OTHER] } },
    ];
    const connections = [existing('Activated', { acceptingOwnerUid: OTHER })];
    const { ctx } = engine({ connections, settings: { policy } });
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'adopted',
      policy: { rule: 'partner' },
    });
  });

  it('made in the other direction is judged in that of the request', async () => {
    const when = { requesterAccount: [ACCOUNT], accepterAccount: [OTHER] };
    const { ctx } = engine({
      connections: [existing('Activated', { ...TURNED, ownerId: OTHER })],
      settings: { policy: [{ name: 'partner', effect: 'allow', when }] },
    });
    const item = createOf({ acceptingAliUid: OTHER });
    expect(outcomeOf(await create(ctx, item, FIRST)).outcome).toBe('adopted');
  });

  it.each<[string, Partial<Connection['acceptingVpc']>, string, boolean]>([
    ['within its blocks', {}, 'smq:*', true],
    ['outside of its blocks', { ipv4Cidrs: ['10.2.0.0/16', '10.9.0.0/16'] }, 'smq:*', false],
    ['outside of its blocks by IPv6', { ipv6Cidrs: ['2001:db8::/56'] }, 'smq:*', false],
    ['within them, for another door', {}, 'http', false],
  ])(
    'of another account than asked is judged by the ranges that it shows: a rule for those %s',
    async (_, ranges, via, isAllowed) => {
      const when = { accepterAccount: [OTHER], cidr: ['10.2.0.0/16'], via: [via] };
      const acceptingVpc = { vpcId: 'vpc-b', ipv4Cidrs: ['10.2.0.0/16'], ipv6Cidrs: [], ...ranges };
      const { ctx } = engine({
        connections: [existing('Activated', { acceptingOwnerUid: OTHER, acceptingVpc })],
        settings: {
          policy: [...withinHangzhou, { name: 'partner', effect: 'allow', when }],
        },
      });
      const attempt = await create(ctx, createOf(), FIRST);
      if (isAllowed) expect(outcomeOf(attempt)).toMatchObject({ policy: { rule: 'partner' } });
      else expect(codeOf(attempt)).toBe('PolicyDenied');
    },
  );

  it('that is as asked is judged by the ranges of its VPCs, which a new one does not show yet', async () => {
    const network = networkWith({
      vpc: async (_, vpcId) => vpcOf(vpcId === 'vpc-a' ? 'requester' : 'accepter'),
    });
    const bare = { ipv4Cidrs: [], ipv6Cidrs: [] };
    const { ctx } = engine({
      connections: [
        existing('Creating', {
          vpc: { vpcId: 'vpc-a', ...bare },
          acceptingVpc: { vpcId: 'vpc-b', ...bare },
        }),
      ],
      settings: { policy: [{ name: 'ours', effect: 'allow', when: { cidr: ['10.0.0.0/8'] } }] },
      context: { network: async () => network },
    });
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
  });

  it('waits for a row that no look finds, and neither adopts nor makes another, for as long as lists lag', async () => {
    const { ctx, cloud } = engine();
    for (const status of ['Activated', 'Creating'] as const) {
      cloud.rows = [existing(status)];
      for (const pending of [undefined, 5 * MINUTE - 1])
        expect(await create(ctx, { ...createOf(), spent: { pending } }, FIRST)).toMatchObject({
          kind: 'wait',
          reason: 'pending',
          detail: expect.stringContaining('a look does not find it'),
        });
    }
    expect(cloud.created).toEqual([]);
    const waited = { ...createOf(), spent: { pending: 5 * MINUTE } };
    expect(outcomeOf(await create(ctx, waited, FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-new',
    });
  });

  it('does not adopt from a list row whose fresh look says Deleted, and makes another at once', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Deleted')] });
    cloud.rows = [existing('Activated')];
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-new',
    });
  });

  it('does not adopt what a fresh look shows on its way out', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Deleting')] });
    cloud.rows = [existing('Activated')];
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
    });
  });

  it('waits where the fresh look fails for a while, and fails where it is refused', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('get', apiError('Throttling'), 1);
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'throttled',
    });
    cloud.fail('get', apiError('Forbidden.RAM', 403), 1);
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'failed',
      failure: { code: 'Forbidden.RAM' },
    });
  });

  it('adopts the older of two, logs the younger as an error and never deletes it', async () => {
    const older = existing('Activated', { gmtCreate: '2026-11-01T00:00:00Z' });
    const younger = existing('Activated', {
      instanceId: 'pcc-0',
      gmtCreate: '2026-11-02T00:00:00Z',
    });
    const { ctx, cloud, lines } = engine({ connections: [younger, older] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'adopted',
      instanceId: 'pcc-1',
      findings: [
        { code: 'SecondConnectionOfPair', evidence: { instanceId: 'pcc-0', status: 'Activated' } },
      ],
    });
    expect(cloud.connections.size).toBe(2);
    expect(lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
      instanceId: 'pcc-1',
      others: ['pcc-0'],
    });
  });

  it('logs no error where it is the only one', async () => {
    const { ctx, lines } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf(), FIRST);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each(['not there', 'Deleted'])(
    'passes over an older row that turns out to be gone: %s',
    async (end) => {
      const older = existing('Activated', {
        instanceId: 'pcc-0',
        gmtCreate: '2026-11-01T00:00:00Z',
      });
      const younger = existing('Activated', { gmtCreate: '2026-11-02T00:00:00Z' });
      const { ctx, cloud } = engine({ connections: [younger] });
      cloud.rows = [older, younger];
      if (end === 'Deleted') cloud.put({ ...older, status: 'Deleted' });
      const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
      expect(outcome).toMatchObject({ outcome: 'adopted', instanceId: 'pcc-1' });
    },
  );
});

describe('what becomes of the tags of an adopted connection', () => {
  it('one without any gets ours, read back before anything follows from them', async () => {
    const { ctx, cloud, journal, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf({ routes: 'both' }), FIRST);
    expect(journal).toEqual([
      'list',
      'get pcc-1',
      'tagResources peerflow:request,peerflow:options,peerflow:state',
      'get pcc-1',
      'task watch',
      'event Adopted',
    ]);
    const tagged = cloud.connections.get('pcc-1');
    expect(tagOf(tagged, 'request')).toBe('request-0');
    expect(tagOf(tagged, 'options')).toMatch(/^routes=both;accept=manual;by=adopt;f=/);
    expect(enqueued('watch')).toMatchObject([
      {
        adopted: true,
        ownerRequestId: 'request-0',
        announced: 'Requested',
        origin: { via: 'smq:peerflow-requests' },
      },
    ]);
  });

  it('of another request stay as they are, and its maker’s id goes with the watch', async () => {
    const tags = ourTags('maker', 'Activated', { routes: 'both' });
    const { ctx, cloud, enqueued, dataOf } = engine({
      connections: [existing('Activated', { tags })],
    });
    await create(ctx, createOf(), FIRST);
    expect(cloud.connections.get('pcc-1')?.tags).toEqual(tags);
    expect(enqueued('watch')).toMatchObject([
      {
        ownerRequestId: 'maker',
        announced: 'Activated',
        adopted: true,
        wanted: { routes: 'both', accept: 'manual' },
      },
    ]);
    expect(dataOf('Adopted')).toMatchObject({
      requestId: 'request-0',
      action: 'create',
      adopted: true,
    });
  });

  it('two adopters at once: the one whose id is read back owns it, both announce Adopted', async () => {
    const { ctx, cloud, enqueued, types } = engine({ connections: [existing('Activated')] });
    cloud.after('tagResources', () => cloud.set('pcc-1', { tags: ourTags('the-other') }));
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
    expect(enqueued('watch')).toMatchObject([{ ownerRequestId: 'the-other', adopted: true }]);
    expect(types()).toEqual(['Adopted']);
  });

  it('one that refuses tags for good is adopted and followed by its watch alone', async () => {
    const { ctx, cloud, enqueued, lines } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    expect(outcomeOf(await create(ctx, createOf({ routes: 'both' }), FIRST)).outcome).toBe(
      'adopted',
    );
    expect(enqueued('watch')).toMatchObject([
      { ownerRequestId: 'request-0', wanted: { routes: 'both', accept: 'manual' } },
    ]);
    expect(lines.some(({ level }) => level === 'error')).toBe(true);
  });

  it('one whose tags cannot be written for a while is waited for', async () => {
    const { ctx, cloud, types } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Throttling'));
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'throttled',
    });
    expect(types()).toEqual([]);
  });

  it.each<[string, Partial<Connection>]>([
    [
      'has no room for them',
      { tags: Array.from({ length: 18 }, (_, at) => ({ key: `k${at}`, value: 'v' })) },
    ],
    ['belongs to another account', { ownerId: OTHER }],
  ])('one that %s is left untagged, adopted and followed', async (_, more) => {
    const { ctx, effects, enqueued } = engine({ connections: [existing('Activated', more)] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
    expect(effects()).toEqual(['task watch', 'event Adopted']);
    expect(enqueued('watch')).toMatchObject([
      { ownerRequestId: 'request-0', announced: 'Requested' },
    ]);
  });

  it('one with exactly as many tags as leave room gets ours', async () => {
    const tags = Array.from({ length: 17 }, (_, at) => ({ key: `k${at}`, value: 'v' }));
    const { ctx, cloud } = engine({ connections: [existing('Activated', { tags })] });
    await create(ctx, createOf(), FIRST);
    expect(cloud.connections.get('pcc-1')?.tags).toHaveLength(20);
  });

  it('one that forbids a second value of a key gets the old ones removed first', async () => {
    const { ctx, cloud, effects } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Forbidden.TagKey.Duplicated'), 1);
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
    expect(effects().map((each) => each.split(' ')[0])).toEqual([
      'tagResources',
      'untagResources',
      'tagResources',
      'task',
      'event',
    ]);
  });
});

describe('an adopted connection whose watch cannot be enqueued', () => {
  it('is left to the sweep where it carries our tags', async () => {
    const { ctx, switches, types, tasks, lines } = engine({ connections: [existing('Activated')] });
    switches.isQueueDown = true;
    const outcome = outcomeOf(await create(ctx, createOf({ routes: 'both' }), FIRST));
    expect(outcome.outcome).toBe('adopted');
    expect([types(), tasks]).toEqual([['Adopted'], []]);
    expect(lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
      instanceId: 'pcc-1',
    });
  });

  it.each<[string, Partial<Connection>]>([
    ['carries no tags of ours', { ownerId: OTHER }],
    ['makes its watch larger than a task may be', { description: 'x'.repeat(70_000) }],
  ])('is not acknowledged where it %s', async (_, more) => {
    const { ctx, switches, types } = engine({ connections: [existing('Activated', more)] });
    switches.isQueueDown = true;
    await expect(create(ctx, createOf(), FIRST)).rejects.toThrow(/not acknowledged|over 60 KB/);
    expect(types()).toEqual([]);
  });
});

describe('the routes that an adopter wants', () => {
  const wish = createOf({ routes: 'both' });

  it('are left to the watch that adoption begins', async () => {
    const { ctx, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, wish, FIRST);
    expect(enqueued('routes')).toEqual([]);
  });

  it('are asked of the router where an earlier watch had other ones made', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf({}, 'request-1'), FIRST);
    cloud.set('pcc-1', { tags: [] });
    await create(ctx, wish, FIRST);
    expect(enqueued('routes')).toMatchObject([
      { purpose: 'make', cause: 'request-0', asked: { requestId: 'request-0', routes: 'both' } },
    ]);
  });

  it('are asked for once, however often the event has to wait', async () => {
    const tags = ourTags('request-0', 'Activated', { by: 'adopt' });
    const { ctx, switches, enqueued } = engine({ connections: [existing('Activated', { tags })] });
    await create(ctx, wish, FIRST);
    switches.isSinkDown = true;
    const tasks: typeof ctx.tasks = {
      enqueue: (task) => {
        if (task.payload.includes('"peerflow":"deliver"'))
          throw apiError('ServiceUnavailable', 503);
        return ctx.tasks.enqueue(task);
      },
    };
    const second = await create({ ...ctx, tasks }, wish, FIRST);
    expect(second).toMatchObject({ kind: 'wait', carry: { routedId: 'pcc-1' } });
    const third = await create({ ...ctx, tasks }, { ...wish, routedId: 'pcc-1' }, FIRST);
    expect(third).toMatchObject({ kind: 'wait', carry: { routedId: 'pcc-1' } });
    expect(enqueued('routes')).toHaveLength(1);
    await create(ctx, { ...wish, routedId: 'pcc-0' }, FIRST);
    expect(enqueued('routes')).toHaveLength(2);
    // The router was asked for nothing where none are wanted.
    const without = await create({ ...ctx, tasks }, createOf({ routes: 'none' }), FIRST);
    expect(without).toMatchObject({ kind: 'wait' });
    expect(without).not.toHaveProperty('carry');
  });

  it('are the adopter’s before a look shows the tags that it wrote', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf({}, 'request-1'), FIRST);
    cloud.set('pcc-1', { tags: [] });
    cloud.after('tagResources', () => cloud.set('pcc-1', { tags: [] }));
    await create(ctx, wish, FIRST);
    expect(enqueued('routes')).toMatchObject([{ cause: 'request-0' }]);
  });

  it('are the adopter’s where no look shows the tags that it wrote', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf({}, 'request-1'), FIRST);
    cloud.set('pcc-1', { tags: [] });
    cloud.after('tagResources', () => cloud.fail('get', apiError('ServiceUnavailable', 503)));
    await create(ctx, wish, FIRST);
    expect(enqueued('routes')).toMatchObject([{ cause: 'request-0' }]);
  });

  it('are nothing for the router where none are wanted', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    await create(ctx, createOf({}, 'request-1'), FIRST);
    cloud.set('pcc-1', { tags: [] });
    await create(ctx, createOf(), FIRST);
    expect(enqueued('routes')).toEqual([]);
  });

  it('are not those of a connection that another request owns, or that is not Activated yet', async () => {
    for (const [status, owner] of [
      ['Activated', 'maker'],
      ['Accepting', undefined],
    ] as const) {
      const { ctx, cloud, enqueued } = engine({ connections: [existing(status)] });
      await create(ctx, createOf({}, 'request-1'), FIRST);
      cloud.set('pcc-1', { tags: owner ? ourTags(owner, 'Activated') : [] });
      await create(ctx, wish, FIRST);
      expect(enqueued('routes')).toEqual([]);
    }
  });
});

describe('Adopted', () => {
  it('says what the connection has otherwise than asked; what was not asked does not count', async () => {
    const met = existing('Activated', {
      bandwidth: 100,
      linkType: 'Gold',
      tags: [{ key: 'team', value: 'b' }],
    });
    const { ctx, dataOf } = engine({ connections: [met] });
    await create(
      ctx,
      createOf({
        name: 'mine',
        bandwidth: 200,
        resourceGroupId: 'rg-1',
        tag: [
          { key: 'team', value: 'a' },
          { key: 'cost', value: '1' },
        ],
      }),
      FIRST,
    );
    expect(dataOf('Adopted').differences).toEqual([
      { field: 'name', asked: 'mine', actual: 'orders' },
      { field: 'bandwidth', asked: 200, actual: 100 },
      { field: 'resourceGroupId', asked: 'rg-1', actual: null },
      { field: 'tag/team', asked: 'a', actual: 'b' },
      { field: 'tag/cost', asked: '1', actual: null },
    ]);
  });

  it.each([
    ['both', 'none', [{ field: 'routes', asked: 'both', actual: 'none' }]],
    ['requester', 'both', []],
    ['none', 'both', []],
    ['none', 'requester', []],
    ['requester', 'requester', []],
    ['accepter', 'requester', [{ field: 'routes', asked: 'accepter', actual: 'requester' }]],
    ['both', 'both', []],
  ] as const)('compares routes: %s asked of one with %s', async (asked, has, differences) => {
    const tags = ourTags('maker', 'Activated', { routes: has });
    const { ctx, dataOf } = engine({ connections: [existing('Activated', { tags })] });
    await create(ctx, createOf({ routes: asked }), FIRST);
    expect(dataOf('Adopted').differences).toEqual(differences);
  });

  it.each([
    ['auto', 'manual', [{ field: 'accept', asked: 'auto', actual: 'manual' }]],
    ['auto', 'auto', []],
    ['manual', 'auto', []],
  ] as const)('compares accept: %s asked of one with %s', async (asked, has, differences) => {
    const tags = ourTags('maker', 'Activated', { accept: has });
    const { ctx, dataOf } = engine({ connections: [existing('Activated', { tags })] });
    await create(ctx, createOf({ accept: asked }), FIRST);
    expect(dataOf('Adopted').differences).toEqual(differences);
  });

  it('says AcceptByHand only while the connection still waits for the other account', async () => {
    const findings = async (status: Status) => {
      const met = existing(status, { acceptingOwnerUid: OTHER });
      const { ctx } = engine({ connections: [met] });
      const item = createOf({ accept: 'auto', acceptingAliUid: OTHER });
      const outcome = outcomeOf(await create(ctx, item, FIRST));
      return 'findings' in outcome ? outcome.findings?.map(({ code }) => code) : undefined;
    };
    expect(await findings('Accepting')).toEqual(['AcceptByHand']);
    expect(await findings('Creating')).toEqual(['AcceptByHand']);
    expect(await findings('Activated')).toEqual([]);
  });

  it('that is neither delivered nor queued makes the request wait', async () => {
    const tags = ourTags('maker', 'Activated');
    const { ctx, switches } = engine({ connections: [existing('Activated', { tags })] });
    switches.isSinkDown = true;
    let calls = 0;
    const tasks: typeof ctx.tasks = {
      enqueue: async () => {
        calls += 1;
        if (calls > 1) throw apiError('ServiceUnavailable', 503);
        return { existing: false, honoursIds: true };
      },
    };
    expect(await create({ ...ctx, tasks }, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
  });

  it('comes again for a replay of the request that adopted and tagged it', async () => {
    const tags = ourTags('request-0', 'Activated', { by: 'adopt' });
    const { ctx, types } = engine({ connections: [existing('Activated', { tags })] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
    expect(types()).toEqual(['Adopted']);
  });

  it('comes for a replay where others took away what says whether it made or adopted', async () => {
    const tags = ourTags('request-0', 'Activated').filter(({ key }) => !key.endsWith(':options'));
    const { ctx, types } = engine({ connections: [existing('Activated', { tags })] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('adopted');
    expect(types()).toEqual(['Adopted']);
  });
});
