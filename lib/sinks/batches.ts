/** What one call takes. */
export interface BatchLimits {
  readonly count: number;
  /** Bytes of the entries together. */
  readonly bytes: number;
}

/**
 * Splits a list, in order, into batches within both limits. An entry that is too large on its own gets a
 * batch of its own: whether it is too much is for the service to say.
 */
export const batchesOf = <T>(
  entries: readonly T[],
  sizeOf: (entry: T) => number,
  limits: BatchLimits,
): readonly (readonly T[])[] => {
  const batches: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    const batch = batches.at(-1);
    if (batch && batch.length < limits.count && bytes + size <= limits.bytes) {
      batch.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
};
