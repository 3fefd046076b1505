import { describe, expect, it } from 'vitest';
import { Story } from '../../../../sandbox/demo/story.ts';

const PARTNER = '253460731706911258';

interface Told {
  readonly requestId?: string;
  readonly instanceId?: string;
  readonly code?: string;
}

const event = (kind: string, { requestId = 'r', instanceId = 'pcc-1', code }: Told = {}) => ({
  id: `${instanceId}-${kind.replace(/\W/g, '')}-${requestId}`,
  type: `peerflow:${kind.includes(':') ? kind : `Connection:${kind}`}`,
  data: {
    requestId,
    connection: { instanceId, acceptingOwnerUid: PARTNER },
    ...(code === undefined ? {} : { failure: { code } }),
  },
});

/** A story of one request, sent at 0. */
const setUp = ({
  goals = ['Activated'],
  isAccepted = false,
  wantsRoutes = false,
  answer = {},
} = {}) => {
  const story = new Story(goals);
  const arrived = story.send({ name: 'one', door: 'HTTP', isAccepted, wantsRoutes }, 0);
  arrived({ requestId: 'r', ...answer }, 5);
  const everywhere = (raw: unknown, at: number) => {
    story.note('bus', raw, at);
    story.note('queue', raw, at + 1);
  };
  const row = () => {
    const [only] = story.rows;
    if (only === undefined) throw new Error('no row');
    return only;
  };
  return { story, everywhere, row };
};

describe('Story', () => {
  it('follows a request from sending to its goal, which counts once it came everywhere', () => {
    const { story, row } = setUp();
    expect(row()).toMatchObject({ status: 'sent', tone: 'plain' });
    story.note('bus', event('Creating'), 10);
    expect(row()).toMatchObject({ status: 'Creating', tone: 'plain' });
    story.note('bus', event('Activated'), 20);
    expect(row()).not.toHaveProperty('endedAt');
    story.note('queue', event('Activated'), 30);
    expect(row()).toMatchObject({ status: 'Activated', tone: 'good', endedAt: 20 });
    expect(story.isOver).toBe(true);
  });

  it('waits for the routes of a request that asks for them', () => {
    const { everywhere, row } = setUp({ wantsRoutes: true });
    everywhere(event('Activated'), 20);
    expect(row()).not.toHaveProperty('endedAt');
    everywhere(event('Routes:Ready'), 30);
    expect(row()).toMatchObject({ status: 'Routes:Ready', tone: 'good', endedAt: 30 });
  });

  it('keeps its end when older events come late', () => {
    const { everywhere, row } = setUp();
    everywhere(event('Activated'), 20);
    everywhere(event('Creating'), 30);
    expect(row()).toMatchObject({ status: 'Activated', endedAt: 20 });
  });

  it('names who has to accept, which ends a request that leaves it to them', () => {
    const { everywhere, row } = setUp();
    everywhere(event('Accepting'), 20);
    expect(row()).toMatchObject({
      status: `waits for account ${PARTNER} to accept`,
      tone: 'waiting',
      endedAt: 20,
    });
  });

  it('goes on after Accepting where Peerflow was asked to accept', () => {
    const { story, everywhere } = setUp({ isAccepted: true });
    everywhere(event('Accepting'), 20);
    expect(story.isOver).toBe(false);
    everywhere(event('Activated'), 30);
    expect(story.isOver).toBe(true);
  });

  it('says with which code a request failed', () => {
    const { everywhere, row } = setUp();
    everywhere(event('Failed', { code: 'PolicyDenied' }), 20);
    expect(row()).toMatchObject({ status: 'Failed: PolicyDenied', tone: 'bad', endedAt: 20 });
  });

  it('says why a message failed or was rejected, and what to do: it got no answer', () => {
    const failed = setUp();
    const failure = {
      code: 'QuotaExceeded',
      message: 'The quota is used up.',
      remedy: 'Raise it.',
    };
    const ended = event('Failed');
    failed.everywhere({ ...ended, data: { ...ended.data, failure } }, 20);
    expect(failed.row().detail).toEqual(['The quota is used up.', 'What to do: Raise it.']);

    const rejected = setUp();
    const errors = [{ pointer: '/bandwith', detail: 'is not a field of a request' }];
    const { id } = event('Rejected');
    rejected.everywhere(
      { id, type: 'peerflow:Request:Rejected', data: { requestId: 'r', errors } },
      20,
    );
    expect(rejected.row()).toMatchObject({
      status: 'Rejected',
      tone: 'bad',
      detail: ['  /bandwith is not a field of a request'],
    });
  });

  it('says that a request is queued, and why', () => {
    const answer = {
      answer: { status: 202, body: { status: 'Queued', detail: 'the hub is busy' } },
    };
    expect(setUp({ answer }).row()).toMatchObject({
      status: 'waits: the hub is busy',
      tone: 'waiting',
    });
  });

  it('ends at once with what HTTP refused, finding by finding', () => {
    const body = {
      code: 'InvalidRequest',
      detail: 'Two things are wrong.',
      errors: [{ pointer: '/vpcId', detail: 'must be a string' }],
      remedy: 'Correct it.',
    };
    expect(setUp({ answer: { answer: { status: 400, body } } }).row()).toMatchObject({
      status: 'refused: HTTP 400 InvalidRequest',
      tone: 'bad',
      endedAt: 5,
      detail: ['Two things are wrong.', '  /vpcId must be a string', 'What to do: Correct it.'],
    });
  });

  it('ends with its connection, though somebody else’s request is named', () => {
    const { everywhere, row } = setUp();
    everywhere(event('Creating'), 10);
    everywhere(event('Activated', { requestId: 'other', instanceId: 'pcc-2' }), 15);
    expect(row()).toMatchObject({ status: 'Creating' });
    everywhere(event('Activated', { requestId: 'other' }), 20);
    expect(row()).toMatchObject({ status: 'Activated', endedAt: 20 });
  });

  it('passes over events that are not Peerflow’s', () => {
    const { everywhere, row } = setUp();
    everywhere({ ...event('Activated'), type: 'peering:Connection:Requested' }, 10);
    everywhere('no event', 10);
    expect(row().status).toBe('sent');
  });

  it('waits for routes where they are the goal', () => {
    const { story, everywhere } = setUp({ goals: ['Routes:Ready'] });
    everywhere(event('Activated'), 10);
    expect(story.isOver).toBe(false);
    everywhere(event('Routes:Ready'), 20);
    expect(story.isOver).toBe(true);
  });
});
