import type { Instance } from './instance.ts';

/**
 * The instances of one function (built-in runtimes): one request per instance, new instances on demand.
 *
 * @param freezes true: idle instances are stopped, as the platform freezes them between invocations
 */
export const createPool = (limit: number, start: () => Instance, freezes: () => boolean) => {
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
    /** An idle instance or a new one; `undefined` where the limit is reached. */
    tryAcquire,
    /** Like `tryAcquire`, but waits in line; `undefined` only when the pool was closed. */
    acquire: async (): Promise<Instance | undefined> => {
      if (closed) return undefined;
      const instance = waiting.length === 0 ? tryAcquire() : undefined;
      return instance ?? new Promise((resolve) => waiting.push(resolve));
    },
    /** Gives an instance back when its request has ended. */
    release: (instance: Instance): void => {
      if (!instance.alive) all.delete(instance);
      else idle.push(instance);
      if (waiting.length > 0) serveNext();
      else if (instance.alive && freezes()) instance.freeze();
    },
    /** How many processes there are, idle ones included. */
    get size() {
      return all.size;
    },
    /** Ends all of them, whatever they are doing. */
    close: async (): Promise<void> => {
      closed = true;
      for (const resolve of waiting.splice(0)) resolve(undefined);
      await Promise.all([...all].map((each) => each.close()));
      all.clear();
    },
  };
};
