import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../../../sandbox/platform/instance/instance.ts';
import { createPool } from '../../../../../sandbox/platform/instance/pool.ts';

const setUp = (limit: number, freezes = false) => {
  const started: (Instance & { log: string[]; die(): void })[] = [];
  const start = () => {
    const log: string[] = [];
    let alive = true;
    const instance = {
      id: `i${started.length}`,
      pid: undefined,
      log,
      get alive() {
        return alive;
      },
      die: () => {
        alive = false;
      },
      invoke: async () => ({ ok: true as const, body: Buffer.alloc(0) }),
      freeze: () => {
        log.push('freeze');
      },
      thaw: () => {
        log.push('thaw');
      },
      close: async () => {
        alive = false;
        log.push('close');
      },
    };
    started.push(instance);
    return instance;
  };
  return { pool: createPool(limit, start, () => freezes), started };
};

describe('createPool', () => {
  it('reuses an idle instance before it starts another', () => {
    const { pool, started } = setUp(2);
    const first = pool.tryAcquire();
    if (first === undefined) throw new Error('no instance');
    pool.release(first);
    expect(pool.tryAcquire()).toBe(first);
    expect(started).toHaveLength(1);
  });

  it('starts no more than its limit', () => {
    const { pool } = setUp(2);
    expect([pool.tryAcquire(), pool.tryAcquire(), pool.tryAcquire()].map(Boolean)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('serves those who wait in their order', async () => {
    const { pool } = setUp(1);
    const first = pool.tryAcquire();
    if (first === undefined) throw new Error('no instance');
    const order: string[] = [];
    const waits = ['a', 'b'].map(async (name) => {
      const instance = await pool.acquire();
      order.push(name);
      if (instance !== undefined) pool.release(instance);
    });
    pool.release(first);
    await Promise.all(waits);
    expect(order).toEqual(['a', 'b']);
  });

  it('replaces what died, also for one who waits', async () => {
    const { pool, started } = setUp(1);
    const first = pool.tryAcquire();
    if (first === undefined) throw new Error('no instance');
    const waiting = pool.acquire();
    started[0]?.die();
    pool.release(first);
    expect((await waiting)?.id).toBe('i1');
    expect(pool.size).toBe(1);
  });

  it('freezes what is idle and thaws it before it is used', () => {
    const { pool, started } = setUp(1, true);
    const first = pool.tryAcquire();
    if (first === undefined) throw new Error('no instance');
    pool.release(first);
    pool.tryAcquire();
    expect(started[0]?.log).toEqual(['freeze', 'thaw']);
  });

  it('lets nobody wait for ever when it is closed', async () => {
    const { pool, started } = setUp(1);
    pool.tryAcquire();
    const waiting = pool.acquire();
    await pool.close();
    expect(await waiting).toBeUndefined();
    expect(await pool.acquire()).toBeUndefined();
    expect(started[0]?.log).toEqual(['close']);
  });
});
