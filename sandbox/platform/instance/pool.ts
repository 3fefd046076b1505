import type { Instance } from './instance.ts';

/** The instances of one function. */
export interface Pool {
  /** An idle instance or a new one; `undefined` where the limit is reached. */
  tryAcquire(): Instance | undefined;
  /** Like `tryAcquire`, but waits in line; `undefined` only when the pool was closed. */
  acquire(): Promise<Instance | undefined>;
  /** Gives an instance back when its request has ended. */
  release(instance: Instance): void;
  /** How many processes there are, idle ones included. */
  readonly size: number;
  /** Ends all of them, whatever they are doing. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly limit: number;
  /** True: idle instances are stopped, as the platform freezes them between invocations. */
  freezes(): boolean;
  start(): Instance;
}

/** Function Compute 3.0 built-in runtimes: one request per instance, new instances on demand. */
export const createPool = ({ limit, freezes, start }: PoolOptions): Pool => {
  const all = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: ((instance: Instance | undefined) => void)[] = [];
  let closed = false;

  const reuse = (): Instance | undefined => {
    const instance = idle.pop();
    if (instance === undefined) return undefined;
    if (!instance.alive) {
      all.delete(instance);
      return reuse();
    }
    instance.thaw();
    return instance;
  };

  const grow = (): Instance | undefined => {
    if (all.size >= limit) return undefined;
    const instance = start();
    all.add(instance);
    return instance;
  };

  const tryAcquire = (): Instance | undefined => (closed ? undefined : (reuse() ?? grow()));

  const serveNext = (): void => {
    if (waiting.length === 0) return;
    const instance = tryAcquire();
    if (instance !== undefined) waiting.shift()?.(instance);
  };

  return {
    tryAcquire,
    acquire: async () => {
      if (closed) return undefined;
      const instance = waiting.length === 0 ? tryAcquire() : undefined;
      return instance ?? new Promise((resolve) => waiting.push(resolve));
    },
    release: (instance) => {
      if (!instance.alive) all.delete(instance);
      else idle.push(instance);
      if (waiting.length > 0) serveNext();
      else if (instance.alive && freezes()) instance.freeze();
    },
    get size() {
      return all.size;
    },
    close: async () => {
      closed = true;
      for (const resolve of waiting.splice(0)) resolve(undefined);
      await Promise.all([...all].map((each) => each.close()));
      all.clear();
    },
  };
};
