/**
 * Resolves when all have ended; rejects with the first error, but only then: an invocation that fails
 * is frozen, and one bad item must not stop the others half-way.
 */
export const everyOne = async (works: Iterable<Promise<void>>): Promise<void> => {
  const results = await Promise.allSettled(works);
  const failed = results.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
};
