import { describe, expect, it } from 'vitest';
import {
  FUNCTION_OF,
  looksLikeTask,
  TASK_VERSION,
} from '../../../../lib/peering/queue/task-kind.ts';
import type { AnyTask } from '../../../../lib/peering/queue/task-schema.ts';
import {
  firstOf,
  namedChain,
  randomChain,
  readRedrivable,
  readTask,
  taskIdOf,
  UnreadableTaskError,
} from '../../../../lib/peering/queue/tasks.ts';
import { START } from '../../support/context.ts';

const CHAIN = 'ab'.repeat(16);
const first = <K extends AnyTask['peerflow']>(kind: K) => firstOf(kind, CHAIN, START);
const waits = { tries: 0, spent: {} };

const tasks: readonly AnyTask[] = [
  { ...first('requests'), items: [] },
  { ...first('sweep'), regionId: 'cn-hangzhou', tick: START },
  { ...first('accept'), instanceId: 'pcc-1', ...waits },
  {
    ...first('deliver'),
    event: { id: 'pcc-1-Activated', type: 'peerflow:Connection:Activated', source: 'peerflow' },
    sinks: [{ id: 'a', tries: 1, since: START, due: START }],
  },
  {
    ...first('watch'),
    instanceId: 'pcc-1',
    regionId: 'cn-hangzhou',
    action: 'create',
    requestId: 'r',
    ownerRequestId: 'r',
    since: START,
    looks: 0,
    announced: 'Creating',
  },
  {
    ...first('routes'),
    instanceId: 'pcc-1',
    regionId: 'cn-hangzhou',
    cause: 'pcc-1',
    purpose: 'make',
    ...waits,
  },
];

const copy = (task: AnyTask): Record<string, unknown> => JSON.parse(JSON.stringify(task));

const copyOf = (kind: AnyTask['peerflow']): Record<string, unknown> =>
  copy(tasks.find(({ peerflow }) => peerflow === kind) ?? { ...first('requests'), items: [] });

describe.each(tasks.map((task) => [task.peerflow, task] as const))('a %s task', (kind, task) => {
  it('is read as it was written, by its own function', () => {
    expect(readTask(copy(task), FUNCTION_OF[kind])).toEqual(task);
  });

  it('is refused by every other function', () => {
    for (const role of ['request', 'worker', 'poller', 'accepter', 'router'] as const)
      if (role !== FUNCTION_OF[kind])
        expect(() => readTask(copy(task), role)).toThrow(UnreadableTaskError);
  });

  it('of an unknown version is thrown, and can still be redriven as it is', () => {
    const unknown = { ...copy(task), version: TASK_VERSION + 1, added: { by: 'a later version' } };
    expect(() => readTask(unknown, FUNCTION_OF[kind])).toThrow(UnreadableTaskError);
    expect(readRedrivable(unknown)).toEqual(unknown);
  });

  it.each([
    ['step', -1],
    ['step', 1e9],
    ['part', 0.5],
    ['due', 'soon'],
    ['due', 1e300],
    ['begunAt', 0],
    ['chain', '../../x'],
  ])('with %s %s is refused', (field, value) => {
    expect(() => readTask({ ...copy(task), [field]: value }, FUNCTION_OF[kind])).toThrow(
      UnreadableTaskError,
    );
  });
});

describe('a requests task', () => {
  const withItem = (more: object) => ({
    ...first('requests'),
    items: [
      {
        request: {},
        requestId: 'r',
        idKind: 'message',
        origin: { via: 'kafka:t', arrival: START },
        arrival: START,
        ...waits,
        due: START,
        ...more,
      },
    ],
  });

  // A Kafka timestamp in seconds, a topic message of 1970: whoever sent it, its request must not be lost.
  it.each([0, 5, 1_693_896_071, 8.64e15])('is read with the time of any sender: %s', (arrival) => {
    const task = withItem({ origin: { via: 'kafka:t', arrival }, arrival });
    expect(readTask(task, 'worker')).toMatchObject({ items: [{ arrival }] });
  });

  it.each([-1, 1e300, Number.NaN])('is refused with what is no time: %s', (arrival) => {
    expect(() => readTask(withItem({ arrival }), 'worker')).toThrow(UnreadableTaskError);
  });

  it.each([
    ['of many ETags', Array.from({ length: 100 }, () => '"0123456789abcdef"').join(', ')],
    ['without any', ''],
  ])('is read with an If-Match %s', (_, ifMatch) => {
    expect(readTask(withItem({ ifMatch }), 'worker')).toMatchObject({ items: [{ ifMatch }] });
  });
});

describe('a value that claims to be a task', () => {
  it.each<[unknown, boolean]>([
    [{ peerflow: 'watch' }, true],
    [{ peerflow: 'watch', version: 99 }, true],
    [{ peerflow: 'event' }, false],
    [{ peerflow: 'toString' }, false],
    [{ peerflow: 7 }, false],
    [{ peerflow: ['watch'] }, false],
    [{}, false],
    [null, false],
    ['watch', false],
    [undefined, false],
  ])('%j: %s', (value, isTask) => {
    expect(looksLikeTask(value)).toBe(isTask);
  });

  it('says which member is wrong where it cannot be read', () => {
    expect(() => readTask({ ...copyOf('accept'), instanceId: '' }, 'accepter')).toThrow(
      /read: instanceId: /,
    );
    const broken = { ...copyOf('deliver'), sinks: [{ id: 'a', tries: 'x' }] };
    expect(() => readTask(broken, 'worker')).toThrow(/read: sinks\.0\.tries: /);
    expect(() => readTask(7, 'worker')).toThrow(/read: Invalid/);
    expect(() => readTask(7, 'worker')).toThrow(
      expect.objectContaining({ name: 'UnreadableTaskError' }),
    );
  });
});

describe('what is not a task', () => {
  it('is told in few words on one line, whatever it quotes', () => {
    const odd = { ...copyOf('watch'), peerflow: `watch\u0000${'x'.repeat(5_000)}` };
    expect(() => readTask(odd, 'poller')).toThrow(/^[\x20-\x7e]{1,800}$/);
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a text', 'watch'],
    ['an unknown kind', { peerflow: 'drop-tables' }],
    ['an event of ours', { peerflow: 'event' }],
  ])('is thrown: %s', (_, value) => {
    expect(() => readTask(value, 'poller')).toThrow(UnreadableTaskError);
    expect(readRedrivable(value)).toBeUndefined();
  });
});

describe('the id of a task', () => {
  const [task] = tasks;
  const id = (more: object) => taskIdOf('peerflow-worker', { ...first('requests'), ...more });

  it('is within the rules of Function Compute', () => {
    for (const each of tasks)
      expect(taskIdOf('f', each)).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/);
  });

  it('and the name of a chain have 32 digits, however much they are made of', () => {
    expect(id({ chain: 'ab'.repeat(64) })).toMatch(/^requests-[0-9a-f]{32}$/);
    expect(namedChain('routes', 'pcc-1', 'x'.repeat(1_000))).toMatch(/^[0-9a-f]{32}$/);
  });

  it('differs by function, chain, step and part, and by nothing else', () => {
    const ids = [id({}), id({ step: 1 }), id({ part: 1 }), id({ chain: 'cd'.repeat(16) })];
    expect(new Set(ids).size).toBe(4);
    expect(taskIdOf('peerflow-poller', first('requests'))).not.toBe(id({}));
    expect(id({ due: START + 5 })).toBe(id({}));
    expect(task).toBeDefined();
  });

  it('of a named chain is the same in every process, that of a random one is not', () => {
    expect(namedChain('watch', 'pcc-1', 'create')).toBe(namedChain('watch', 'pcc-1', 'create'));
    expect(namedChain('watch', 'pcc-1', 'create')).not.toBe(namedChain('watch', 'pcc-1', 'accept'));
    expect(randomChain(Math.random)).toMatch(/^[0-9a-f]{32}$/);
    expect(randomChain(Math.random)).not.toBe(randomChain(Math.random));
  });
});
