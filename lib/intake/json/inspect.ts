import type { RequestFinding } from '../../peering/model/failure.ts';

const MAX_DEPTH = 64;
/** As much as the body of an HTTP call may have. */
const MAX_SIZE = 128 * 1024;

/** Keys that reach prototypes in careless code: no field of ours, and nothing to pass on. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const finding = (pointer: string, detail: string): RequestFinding => ({ pointer, detail });

/** RFC 6901: `~` and `/` are escaped; long keys are cut, since this is for people. */
const escaped = (key: string): string =>
  key.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');

class Inspection {
  readonly #maxSize: number;
  #size = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  of(value: unknown, pointer: string, depth: number): RequestFinding | undefined {
    if (depth > MAX_DEPTH) return finding('', `is nested deeper than ${MAX_DEPTH} levels`);
    this.#size += typeof value === 'string' ? value.length + 2 : 2;
    if (this.#size > this.#maxSize) return finding('', 'is larger than 128 KB');
    if (typeof value !== 'object' || value === null) return undefined;
    return Array.isArray(value)
      ? this.#ofEntries(value.entries(), pointer, depth)
      : this.#ofEntries(Object.entries(value), pointer, depth);
  }

  #ofEntries(
    entries: Iterable<readonly [string | number, unknown]>,
    pointer: string,
    depth: number,
  ): RequestFinding | undefined {
    for (const [key, value] of entries) {
      const at = `${pointer}/${escaped(String(key))}`;
      if (FORBIDDEN.has(String(key))) return finding(at, 'is a name no field may have');
      this.#size += String(key).length;
      const found = this.of(value, at, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
}

/**
 * What forbids to look at an item at all: nested deeper than 64 levels, larger than 128 KB, or a key
 * that reaches prototypes. Stops at the first finding, so the work is bounded by the limits.
 *
 * @param maxSize about the bytes of its JSON
 */
export const inspect = (value: unknown, maxSize = MAX_SIZE): RequestFinding | undefined =>
  new Inspection(maxSize).of(value, '', 0);
