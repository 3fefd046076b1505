import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../../lib/peering/commands/actions.ts';
import { change } from '../../../../lib/peering/commands/change.ts';
import {
  type Connection,
  STATUSES,
  type Status,
} from '../../../../lib/peering/model/connection.ts';
import type { InstanceRequest } from '../../../../lib/peering/model/request.ts';
import { etagOf, readTags } from '../../../../lib/peering/state/tags.ts';
import { apiError, settings } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';
import {
  ANSWERING,
  acceptRequest,
  codeOf,
  deleteRequest,
  FIRST,
  itemOf,
  LAST_LOOK,
  modifyRequest,
  outcomeOf,
  rejectRequest,
} from './items.ts';

const OTHER = '283117732402483989';
const MINUTE = 60_000;

const existing = (status: Status, more: Partial<Connection> = {}) =>
  connectionIn(status, { instanceId: 'pcc-1', tags: ourTags('maker', 'Accepting'), ...more });

const etag = (connection: Connection): string => etagOf(connection, readTags(connection, settings));

const ALL = { name: 'all', effect: 'allow' as const, when: {} };

const of = <R extends InstanceRequest>(request: R, more: Parameters<typeof itemOf<R>>[1] = {}) =>
  itemOf<R>(request, more);

describe('accept, reject and modify', () => {
  it.each<[InstanceRequest, Status, Status]>([
    [acceptRequest, 'Accepting', 'Updating'],
    [rejectRequest, 'Accepting', 'Rejected'],
    [modifyRequest, 'Activated', 'Updating'],
  ])(
    '%j: looks, calls, has it followed, looks and answers, in this order',
    async (request, from, to) => {
      const { ctx, journal, enqueued } = engine({ connections: [existing(from)] });
      const outcome = outcomeOf(await change(ctx, of(request), FIRST));
      expect(outcome).toMatchObject({
        outcome: 'done',
        instanceId: 'pcc-1',
        connection: { status: to, tags: [] },
        policy: { rule: 'all' },
      });
      expect(journal).toEqual(['get pcc-1', request.action, 'task watch', 'get pcc-1']);
      expect(enqueued('watch')).toMatchObject([
        {
          action: request.action,
          requestId: 'request-0',
          ownerRequestId: 'maker',
          announced: 'Accepting',
          wanted: { routes: 'none', accept: 'manual' },
          origin: { via: 'smq:peerflow-requests' },
          lastStatus: from,
        },
      ]);
      expect('change' in (enqueued('watch')[0] ?? {})).toBe(request.action === 'modify');
    },
  );

  it('of a connection that nobody of ours made are followed under their own id', async () => {
    const { ctx, enqueued } = engine({ connections: [existing('Activated', { tags: [] })] });
    await change(ctx, of(modifyRequest), FIRST);
    expect(enqueued('watch')).toMatchObject([
      { requestId: 'request-0', ownerRequestId: 'request-0', announced: 'Requested' },
    ]);
    expect(enqueued('watch')[0]).not.toHaveProperty('wanted');
  });

  it('answer with what the look after the call shows', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.after('modify', () => cloud.set('pcc-1', { status: 'Activated', bandwidth: 7 }));
    expect(outcomeOf(await change(ctx, of(modifyRequest), FIRST))).toMatchObject({
      connection: { status: 'Activated', bandwidth: 7 },
    });
  });

  it('are called though all of it holds already: only the API knows whether that is new', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated', { name: 'new' })] });
    await change(ctx, of(modifyRequest), FIRST);
    expect(effects()).toEqual(['modify', 'task watch']);
  });

  it('of policy that denies are refused before anything is called', async () => {
    for (const request of [acceptRequest, rejectRequest, modifyRequest, deleteRequest]) {
      const { ctx, journal } = engine({
        connections: [existing('Activated')],
        settings: { policy: [] },
      });
      expect(codeOf(await change(ctx, of(request), FIRST))).toBe('PolicyDenied');
      expect(journal).toEqual(['get pcc-1']);
    }
  });

  it('carry the values of a modify to its watch, with the time of the last change before it', async () => {
    const before = existing('Activated', { gmtModified: '2026-11-01T00:00:00Z' });
    const { ctx, enqueued } = engine({ connections: [before] });
    await change(ctx, of(modifyRequest), FIRST);
    expect(enqueued('watch')).toMatchObject([
      { change: { values: { name: 'new' }, modifiedBefore: '2026-11-01T00:00:00Z' } },
    ]);
  });

  it('answer with the status the call leads to where the look after it fails', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.after('modify', () => cloud.fail('get', apiError('ServiceUnavailable', 503)));
    expect(outcomeOf(await change(ctx, of(modifyRequest), FIRST))).toMatchObject({
      outcome: 'done',
      connection: { status: 'Updating' },
    });
  });

  it('are not acknowledged where the watch could not be enqueued', async () => {
    const { ctx, switches } = engine({ connections: [existing('Activated')] });
    switches.isQueueDown = true;
    await expect(change(ctx, of(modifyRequest), FIRST)).rejects.toThrow('not acknowledged');
  });

  it.each([
    ['Activated', acceptRequest],
    ['Rejected', rejectRequest],
  ] as const)(
    'that find it %s tell so themselves, and need no watch for it',
    async (status, request) => {
      const { ctx, switches, types } = engine({ connections: [existing(status)] });
      switches.isQueueDown = true;
      expect(outcomeOf(await change(ctx, of(request), FIRST))).toMatchObject({ outcome: 'done' });
      expect(types()).toEqual([status]);
      const updated = engine({ connections: [existing('Activated', { name: 'new' })] });
      updated.switches.isQueueDown = true;
      await expect(change(updated.ctx, of(modifyRequest), FIRST)).rejects.toThrow(
        'not acknowledged',
      );
    },
  );

  it.each<[string, InstanceRequest, Connection]>([
    ['an accept that is under way', acceptRequest, existing('Updating')],
    ['a modify that took effect', modifyRequest, existing('Activated', { name: 'new' })],
    [
      'what is told, but whose watch no queue would take',
      acceptRequest,
      existing('Activated', { description: 'x'.repeat(70_000) }),
    ],
  ])('are not acknowledged without the watch of %s', async (_, request, connection) => {
    const { ctx, switches, types } = engine({ connections: [connection] });
    switches.isQueueDown = true;
    await expect(change(ctx, of(request), LAST_LOOK)).rejects.toThrow(
      /not acknowledged|over 60 KB/,
    );
    expect(types()).toEqual([]);
  });

  it('keep their ClientToken from try to try; two modifies under one id differ by their values', async () => {
    const tokenOf = async (request: InstanceRequest) => {
      const { ctx, cloud } = engine({ connections: [existing('Activated')] });
      await change(ctx, of(request), FIRST);
      return JSON.stringify(cloud.inputs.find(({ operation }) => operation === 'modify')?.input);
    };
    expect(await tokenOf(modifyRequest)).toBe(await tokenOf(modifyRequest));
    expect(await tokenOf(modifyRequest)).not.toBe(
      (await tokenOf({ ...modifyRequest, name: 'b' })).replace('"b"', '"new"'),
    );
    expect(await tokenOf({ ...modifyRequest, clientToken: 'mine' })).toContain('"mine"');
  });

  it.each([
    ['Conflict.Operation', 'conflict'],
    ['Throttling', 'throttled'],
    ['InternalError', 'transient'],
  ])('that the API answers with %s wait as %s, and start no watch', async (code, reason) => {
    const { ctx, cloud, effects } = engine({ connections: [existing('Activated')] });
    cloud.fail('modify', apiError(code, 500));
    expect(await change(ctx, of(modifyRequest), FIRST)).toMatchObject({ kind: 'wait', reason });
    expect(effects()).toEqual(['modify']);
  });

  it('fail with what the API refuses for good', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Accepting')] });
    cloud.fail('accept', apiError('OperationDenied.VpcPeer'));
    expect(codeOf(await change(ctx, of(acceptRequest), FIRST))).toBe('OperationDenied.VpcPeer');
  });

  it('wait while the connection cannot be looked at, and fail where that is refused', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    expect(await change(ctx, of(modifyRequest), FIRST)).toMatchObject({ reason: 'transient' });
    cloud.fail('get', apiError('Forbidden.RAM', 403), 1);
    expect(codeOf(await change(ctx, of(modifyRequest), FIRST))).toBe('Forbidden.RAM');
  });
});

describe('the credentials of accept and reject', () => {
  it('are those of the accepting account', async () => {
    const asked: unknown[] = [];
    const it = engine({ connections: [existing('Accepting', { acceptingOwnerUid: OTHER })] });
    const accepter = async (...args: readonly string[]) => {
      asked.push(args);
      return it.cloud.peering;
    };
    const attempt = await change({ ...it.ctx, accepter }, of(acceptRequest), FIRST);
    expect(outcomeOf(attempt).outcome).toBe('done');
    expect([asked, it.effects()]).toEqual([[[OTHER]], ['accept', 'task watch']]);
  });

  it('are our own where both ends are ours', async () => {
    const { ctx } = engine({ connections: [existing('Accepting')] });
    const accepter = async () => {
      throw new Error('no role is needed');
    };
    expect(outcomeOf(await change({ ...ctx, accepter }, of(acceptRequest), FIRST)).outcome).toBe(
      'done',
    );
  });

  it('are never the other account’s for a modify', async () => {
    const { ctx } = engine({ connections: [existing('Activated', { acceptingOwnerUid: OTHER })] });
    expect(outcomeOf(await change(ctx, of(modifyRequest), FIRST)).outcome).toBe('done');
  });

  it.each([acceptRequest, rejectRequest])('that are not configured fail a %j', async (request) => {
    const { ctx, effects } = engine({
      connections: [existing('Accepting', { acceptingOwnerUid: OTHER })],
    });
    expect(codeOf(await change(ctx, of(request), FIRST))).toBe('NotConfigured');
    expect(effects()).toEqual([]);
  });
});

describe('readiness by status', () => {
  it.each<[InstanceRequest['action'], Readonly<Record<Status, string>>]>([
    [
      'accept',
      {
        Creating: 'later',
        Accepting: 'now',
        Updating: 'already',
        Activated: 'already',
        Rejected: 'never',
        Expired: 'never',
        Deleting: 'never',
        Deleted: 'never',
      },
    ],
    [
      'reject',
      {
        Creating: 'later',
        Accepting: 'now',
        Updating: 'never',
        Activated: 'never',
        Rejected: 'already',
        Expired: 'never',
        Deleting: 'never',
        Deleted: 'never',
      },
    ],
    [
      'modify',
      {
        Creating: 'later',
        Accepting: 'never',
        Updating: 'later',
        Activated: 'now',
        Rejected: 'never',
        Expired: 'never',
        Deleting: 'never',
        Deleted: 'never',
      },
    ],
    [
      'delete',
      {
        Creating: 'later',
        Accepting: 'now',
        Updating: 'later',
        Activated: 'now',
        Rejected: 'now',
        Expired: 'now',
        Deleting: 'already',
        Deleted: 'already',
      },
    ],
  ])('of %s', (action, readiness) => {
    expect(ACTIONS[action].readiness).toEqual(readiness);
  });

  it('never: fails in the API’s own words, without a call', async () => {
    for (const request of [acceptRequest, rejectRequest, modifyRequest] as const)
      for (const status of STATUSES) {
        if (ACTIONS[request.action].readiness[status] !== 'never') continue;
        const { ctx, journal } = engine({ connections: [existing(status)] });
        const outcome = outcomeOf(await change(ctx, of(request), FIRST));
        expect(outcome).toMatchObject({
          outcome: 'failed',
          instanceId: 'pcc-1',
          failure: { code: 'IncorrectStatus.VpcPeer', retryable: false },
        });
        expect(journal).toEqual(['get pcc-1']);
      }
  });

  it('never: a modify that is seen to be done is not failed by the repetition of its message', async () => {
    const { ctx, effects } = engine({ connections: [existing('Deleting', { name: 'new' })] });
    expect(outcomeOf(await change(ctx, of(modifyRequest), FIRST)).outcome).toBe('done');
    expect(effects()).toEqual(['task watch']);
    const routed = of({ ...modifyRequest, routes: 'both' } as const);
    expect(codeOf(await change(ctx, routed, FIRST))).toBe('IncorrectStatus.VpcPeer');
  });

  it.each(['Creating', 'Updating'] as const)(
    'later: waits while the connection is %s, and knows what the API would say',
    async (status) => {
      const { ctx, journal } = engine({ connections: [existing(status)] });
      expect(await change(ctx, of(modifyRequest), FIRST)).toMatchObject({
        kind: 'wait',
        reason: 'conflict',
        detail: `pcc-1 is ${status}.`,
        error: { code: 'IncorrectStatus.VpcPeer' },
      });
      expect(journal).toEqual(['get pcc-1']);
    },
  );

  describe('of a modify while the connection waits for the accepter', () => {
    const auto = ourTags('maker', 'Accepting', { accept: 'auto' });
    const denied = [
      { name: 'by-hand', effect: 'deny', when: { action: ['accept'] } },
      { name: 'rest', effect: 'allow', when: {} },
    ] as const;

    it('is later where we are about to accept it ourselves', async () => {
      const { ctx, effects } = engine({ connections: [existing('Accepting', { tags: auto })] });
      expect(await change(ctx, of(modifyRequest), FIRST)).toMatchObject({
        kind: 'wait',
        reason: 'conflict',
        error: { code: 'IncorrectStatus.VpcPeer' },
      });
      expect(effects()).toEqual([]);
    });

    it.each<[string, Partial<Connection>, typeof settings.policy]>([
      ['it is to be accepted by hand', {}, settings.policy],
      ['its options are unknown', { tags: [] }, settings.policy],
      ['policy leaves the accept to a person', { tags: auto }, denied],
      ['no role leads there', { tags: auto, acceptingOwnerUid: OTHER }, settings.policy],
    ])('is never where %s: that may take days', async (_, more, policy) => {
      const { ctx } = engine({ connections: [existing('Accepting', more)], settings: { policy } });
      expect(codeOf(await change(ctx, of(modifyRequest), FIRST))).toBe('IncorrectStatus.VpcPeer');
    });

    it('holds up neither an accept nor a modify after it', async () => {
      for (const [request, status] of [
        [acceptRequest, 'Accepting'],
        [modifyRequest, 'Activated'],
      ] as const) {
        const { ctx } = engine({ connections: [existing(status, { tags: auto })] });
        expect(outcomeOf(await change(ctx, of(request), FIRST)).outcome).toBe('done');
      }
    });
  });

  it.each<[InstanceRequest, Status]>([
    [acceptRequest, 'Activated'],
    [rejectRequest, 'Rejected'],
  ])(
    'already: %j of a connection that is %s announces that again, without a call',
    async (request, status) => {
      const { ctx, cloud, types, dataOf } = engine({
        connections: [
          existing(status, {
            tags: ourTags('maker', status === 'Activated' ? 'Activated' : 'Rejected'),
          }),
        ],
      });
      expect(outcomeOf(await change(ctx, of(request), FIRST))).toMatchObject({
        outcome: 'done',
        connection: { status },
      });
      expect(cloud.inputs.map(({ operation }) => operation)).toEqual(['get']);
      expect(types()).toEqual([status]);
      expect(dataOf(status)).toMatchObject({ requestId: 'maker', action: request.action });
    },
  );

  it('already: waits where that event is neither delivered nor queued', async () => {
    const { ctx, switches } = engine({ connections: [existing('Activated')] });
    switches.isSinkDown = true;
    let calls = 0;
    const tasks: typeof ctx.tasks = {
      enqueue: async () => {
        calls += 1;
        if (calls > 1) throw apiError('ServiceUnavailable', 503);
        return { existing: false, honoursIds: true };
      },
    };
    expect(await change({ ...ctx, tasks }, of(acceptRequest), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
  });

  it('already: an accept that is under way is followed, and announces nothing of its own', async () => {
    const { ctx, types, enqueued } = engine({ connections: [existing('Updating')] });
    expect(outcomeOf(await change(ctx, of(acceptRequest), FIRST)).outcome).toBe('done');
    expect(types()).toEqual([]);
    expect(enqueued('watch')).toHaveLength(1);
  });
});

describe('a connection that is not there', () => {
  it('is waited for by a message: it may be new', async () => {
    const { ctx } = engine();
    expect(await change(ctx, of(modifyRequest), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'not-found',
    });
  });

  it('fails with NotFound after a minute, or at once where a caller waits', async () => {
    const { ctx, cloud } = engine();
    const waited = of(modifyRequest, { spent: { 'not-found': MINUTE } });
    expect(outcomeOf(await change(ctx, waited, FIRST))).toMatchObject({
      outcome: 'failed',
      requestId: 'request-0',
      instanceId: 'pcc-1',
      failure: { code: 'NotFound' },
    });
    expect(codeOf(await change(ctx, of(modifyRequest), ANSWERING))).toBe('NotFound');
    const regions = cloud.inputs.filter(({ operation }) => operation === 'list');
    expect(regions.slice(0, 2).map(({ input }) => input)).toMatchObject([
      { regionId: 'cn-hangzhou', instanceId: 'pcc-1' },
      { regionId: 'cn-shanghai', instanceId: 'pcc-1' },
    ]);
  });

  it('that a list still shows is waited for by everybody', async () => {
    const { ctx, cloud } = engine();
    cloud.rows = [existing('Creating')];
    expect(await change(ctx, of(modifyRequest), ANSWERING)).toMatchObject({
      kind: 'wait',
      reason: 'pending',
    });
  });

  it('that a list shows as Deleted is not there', async () => {
    const { ctx, cloud } = engine();
    cloud.rows = [existing('Deleted')];
    expect(codeOf(await change(ctx, of(modifyRequest), ANSWERING))).toBe('NotFound');
  });
});

describe('If-Match', () => {
  const met = existing('Activated');

  it.each([
    ['the present ETag', etag(met)],
    ['a list that holds it', `"other", ${etag(met)}`],
    ['any', '*'],
  ])('of %s lets the change pass', async (_, ifMatch) => {
    const { ctx } = engine({ connections: [met] });
    expect(outcomeOf(await change(ctx, of(modifyRequest, { ifMatch }), ANSWERING)).outcome).toBe(
      'done',
    );
  });

  it('of another state fails with PreconditionFailed, before the call', async () => {
    const { ctx, journal } = engine({ connections: [met] });
    const item = of(modifyRequest, { ifMatch: '"old"' });
    expect(codeOf(await change(ctx, item, ANSWERING))).toBe('PreconditionFailed');
    expect(journal).toEqual(['get pcc-1']);
  });

  it.each<[InstanceRequest, Partial<Connection>]>([
    [modifyRequest, { status: 'Activated', name: 'new' }],
    [acceptRequest, { status: 'Activated' }],
    [rejectRequest, { status: 'Rejected' }],
    [deleteRequest, { status: 'Deleting' }],
  ])(
    'counts for nothing where all of a %j already holds: an earlier try did it',
    async (request, seen) => {
      const { ctx } = engine({ connections: [{ ...met, ...seen }] });
      const item = of(request, { ifMatch: etag(existing('Accepting')) });
      expect(outcomeOf(await change(ctx, item, ANSWERING)).outcome).toBe('done');
    },
  );

  it('counts for a modify of routes alone unless those routes are wanted already', async () => {
    const { ctx } = engine({ connections: [met] });
    const { name: _, ...base } = modifyRequest;
    const item = of({ ...base, routes: 'both' as const }, { ifMatch: '"old"' });
    expect(codeOf(await change(ctx, item, ANSWERING))).toBe('PreconditionFailed');
    const held = of({ ...base, routes: 'none' as const }, { ifMatch: '"old"' });
    expect(outcomeOf(await change(ctx, held, ANSWERING)).outcome).toBe('done');
  });
});

describe('routes of a modify', () => {
  const routesOnly = {
    action: 'modify',
    instanceId: 'pcc-1',
    dryRun: false,
    routes: 'both',
  } as const;

  it('alone: wanted, then handed to the router, and no modify is called', async () => {
    const { ctx, effects, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    expect(outcomeOf(await change(ctx, of(routesOnly), FIRST)).outcome).toBe('done');
    expect(effects()).toEqual(['tagResources peerflow:options', 'task routes']);
    const options = cloud.connections.get('pcc-1')?.tags.find(({ key }) => /options/.test(key));
    expect(options?.value).toContain('routes=both');
    expect(enqueued('routes')).toMatchObject([
      { purpose: 'make', cause: 'request-0', asked: { routes: 'both', requestId: 'request-0' } },
    ]);
  });

  it('alone: policy is asked for `routes`, not for `modify`', async () => {
    const { ctx } = engine({
      connections: [existing('Activated')],
      settings: {
        policy: [
          { name: 'no-modify', effect: 'deny', when: { action: ['modify'] } },
          { name: 'routes', effect: 'allow', when: { action: ['routes'] } },
        ],
      },
    });
    expect(outcomeOf(await change(ctx, of(routesOnly), FIRST))).toMatchObject({
      outcome: 'done',
      policy: { rule: 'routes' },
    });
    expect(codeOf(await change(ctx, of(modifyRequest), FIRST))).toBe('PolicyDenied');
  });

  it('with values: the values first', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated')] });
    await change(ctx, of({ ...routesOnly, name: 'new' }), FIRST);
    expect(effects()).toEqual([
      'modify',
      'task watch',
      'tagResources peerflow:options',
      'task routes',
    ]);
  });

  it('with values: those are written once, however often the routes have to wait', async () => {
    const { ctx, cloud, effects, enqueued } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Throttling'), 1);
    const request = { ...routesOnly, name: 'new' };
    const first = await change(ctx, of(request), FIRST);
    expect(first).toMatchObject({ kind: 'wait', reason: 'throttled', carry: { isModified: true } });
    cloud.set('pcc-1', { status: 'Activated' });
    await change(ctx, of(request, { isModified: true }), FIRST);
    expect(effects().filter((each) => each === 'modify')).toHaveLength(1);
    expect(enqueued('routes')).toHaveLength(1);
  });

  it('alone: have no values that were written while they wait', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Throttling'));
    const attempt = await change(ctx, of(routesOnly), FIRST);
    expect(attempt).toMatchObject({ kind: 'wait', reason: 'throttled' });
    expect(attempt).not.toHaveProperty('carry.isModified');
  });

  it('know what was wanted of a connection whose options an earlier try had to remove', async () => {
    const before = existing('Activated');
    const managed = { name: 'managed', effect: 'allow', when: { managed: true } } as const;
    const { ctx, cloud } = engine({ connections: [before], settings: { policy: [managed] } });
    cloud.fail('tagResources', apiError('Forbidden.TagKey.Duplicated'), 3);
    const ifMatch = etagOf(before, readTags(before, settings));
    const attempt = await change(ctx, of(routesOnly, { ifMatch }), FIRST);
    if (attempt.kind !== 'wait') throw new Error('It does not wait');
    const options = 'peerflow:options';
    cloud.set('pcc-1', { tags: before.tags.filter(({ key }) => key !== options) });
    const again = await change(ctx, of(routesOnly, { ifMatch, ...attempt.carry }), FIRST);
    expect(outcomeOf(again).outcome).toBe('done');
    const written = cloud.connections.get('pcc-1')?.tags.find(({ key }) => key === options)?.value;
    const wanted = before.tags.find(({ key }) => key === options)?.value ?? '';
    expect(written).toBe(wanted.replace('routes=none', 'routes=both'));
  });

  it.each([acceptRequest, modifyRequest])(
    'that policy denies stand in the way of no request without them: %j',
    async (request) => {
      const status = request.action === 'accept' ? 'Accepting' : 'Activated';
      const { ctx } = engine({
        connections: [existing(status)],
        settings: { policy: [{ name: 'no', effect: 'deny', when: { action: ['routes'] } }, ALL] },
      });
      expect(outcomeOf(await change(ctx, of(request), FIRST)).outcome).toBe('done');
    },
  );

  it.each([
    [
      'that policy denies',
      { policy: [{ name: 'no', effect: 'deny' as const, when: { action: ['routes'] } }, ALL] },
      {},
      'PolicyDenied',
    ],
    ['of a connection that cannot carry our tags', {}, { ownerId: OTHER }, 'NotConfigured'],
  ])('%s: nothing is modified, in earnest or in a dry run', async (_, settings, more, code) => {
    const { ctx, effects } = engine({ connections: [existing('Activated', more)], settings });
    for (const dryRun of [false, true]) {
      const item = of({ ...routesOnly, name: 'new', dryRun });
      expect(codeOf(await change(ctx, item, ANSWERING))).toBe(code);
    }
    expect(effects()).toEqual([]);
  });

  it('that cannot be written down fail the request that wants them', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    expect(codeOf(await change(ctx, of(routesOnly), FIRST))).toBe('Forbidden.RAM');
    expect(enqueued('routes')).toEqual([]);
  });
});

describe('a dry run', () => {
  it.each([
    ['accept', acceptRequest, 'Activated'],
    ['modify', { ...modifyRequest, name: 'orders' }, 'Accepting'],
    ['reject', rejectRequest, 'Rejected'],
  ] as const)(
    'of an %s that has nothing left to do passes without a call, as it would',
    async (_, request, status) => {
      const { ctx, effects } = engine({ connections: [existing(status)] });
      const asked: InstanceRequest = { ...request, dryRun: true };
      const outcome = outcomeOf(await change(ctx, of(asked), ANSWERING));
      expect(outcome.outcome).toBe('dry-run');
      expect(effects()).toEqual([]);
    },
  );

  it.each([
    [rejectRequest, 'Activated'],
    [{ ...acceptRequest, action: 'modify', routes: 'both' }, 'Expired'],
  ] as const)(
    'of what cannot be any more is refused at once, as it would be: %o',
    async (request, status) => {
      const { ctx, effects } = engine({ connections: [existing(status)] });
      const asked: InstanceRequest = { ...request, dryRun: true };
      const outcome = outcomeOf(await change(ctx, of(asked), ANSWERING));
      expect(outcome).toMatchObject({
        failure: { code: 'IncorrectStatus.VpcPeer', retryable: false },
        policy: { effect: 'allow' },
      });
      expect(effects()).toEqual([]);
    },
  );

  it.each<[InstanceRequest, Status]>([
    [{ ...acceptRequest, dryRun: true }, 'Accepting'],
    [{ ...modifyRequest, dryRun: true }, 'Activated'],
  ])('%j asks the API, and enqueues and announces nothing', async (request, status) => {
    const { ctx, cloud, effects } = engine({ connections: [existing(status)] });
    cloud.fail(request.action, apiError('DryRunOperation'));
    expect(outcomeOf(await change(ctx, of(request), ANSWERING))).toEqual({
      outcome: 'dry-run',
      requestId: 'request-0',
      policy: { effect: 'allow', rule: 'all' },
      findings: [],
    });
    expect(effects()).toEqual([`${request.action} dry`]);
  });

  it('fails with what the API has against it', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('modify', apiError('OperationDenied.VpcPeer'));
    const item = of({ ...modifyRequest, dryRun: true });
    expect(codeOf(await change(ctx, item, ANSWERING))).toBe('OperationDenied.VpcPeer');
  });

  it('of routes alone calls nothing', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated')] });
    const request = {
      action: 'modify',
      instanceId: 'pcc-1',
      dryRun: true,
      routes: 'both',
    } as const;
    expect(outcomeOf(await change(ctx, of(request), ANSWERING)).outcome).toBe('dry-run');
    expect(effects()).toEqual([]);
  });

  it('without credentials of the other account fails', async () => {
    const { ctx } = engine({
      connections: [existing('Accepting', { acceptingOwnerUid: OTHER })],
    });
    const item = of({ ...acceptRequest, dryRun: true });
    expect(codeOf(await change(ctx, item, ANSWERING))).toBe('NotConfigured');
  });
});

describe('the last look before a change fails', () => {
  it('calls nothing', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated')] });
    const item = of(modifyRequest, { reason: 'throttled' });
    expect(await change(ctx, item, LAST_LOOK)).toMatchObject({ kind: 'wait', reason: 'throttled' });
    expect(effects()).toEqual([]);
  });

  it('does not take routes for made that only the router could have made', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated')] });
    const request = {
      action: 'modify',
      instanceId: 'pcc-1',
      dryRun: false,
      routes: 'both',
    } as const;
    expect(await change(ctx, of(request), LAST_LOOK)).toMatchObject({ kind: 'wait' });
    expect(effects()).toEqual([]);
  });

  it('finds a modify that took effect though every answer was lost, and has it followed', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated', { name: 'new' })] });
    expect(outcomeOf(await change(ctx, of(modifyRequest), LAST_LOOK)).outcome).toBe('done');
    expect(effects()).toEqual(['task watch']);
  });
});
