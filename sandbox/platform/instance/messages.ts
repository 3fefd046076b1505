import * as v from 'valibot';

const described = {
  errorMessage: v.string(),
  errorType: v.string(),
  stackTrace: v.array(v.string()),
};

/** What an instance's runtime says to the platform. */
const FromInstance = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('broken'), ...described }),
  v.object({ kind: v.literal('answer'), id: v.number(), body: v.instance(Uint8Array) }),
  v.object({ kind: v.literal('error'), id: v.number(), handled: v.boolean(), ...described }),
]);

export type FromInstance = v.InferOutput<typeof FromInstance>;

/** Reads a message of an instance; `undefined` for anything its runtime does not say. */
export const readMessage = (message: unknown): FromInstance | undefined => {
  const read = v.safeParse(FromInstance, message);
  return read.success ? read.output : undefined;
};
