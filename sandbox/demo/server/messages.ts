import * as v from 'valibot';

/** How the demo's cloud is started. */
export const startOptions = v.strictObject({
  /** Environment of every function. */
  env: v.record(v.string(), v.string()),
  /** True: a second account lets Peerflow accept connections there. */
  withPartner: v.boolean(),
  /** True: the consumers of examples/consumers have what they need. */
  chain: v.boolean(),
});
export type StartOptions = v.InferOutput<typeof startOptions>;

export const vpc = v.object({
  id: v.string(),
  name: v.string(),
  regionId: v.string(),
  ownerId: v.string(),
  cidrBlock: v.string(),
});
export type Vpc = v.InferOutput<typeof vpc>;

/** Where the cloud is, as somebody with an account there knows it. */
export const cloud = v.strictObject({
  /** Base URL of every service. */
  endpoint: v.string(),
  /** Base URL of the HTTP trigger. */
  url: v.string(),
  accountId: v.string(),
  regionId: v.string(),
  keys: v.strictObject({ accessKeyId: v.string(), accessKeySecret: v.string() }),
  /** The VPCs that there are. */
  vpcs: v.array(vpc),
});
export type Cloud = v.InferOutput<typeof cloud>;

export const entry = v.strictObject({
  /** Milliseconds since the epoch. */
  at: v.number(),
  kind: v.picklist(['api', 'status', 'invoke', 'event', 'message', 'http', 'log', 'fault']),
  summary: v.string(),
  /** The event that arrived at a bus. */
  event: v.optional(v.unknown()),
});
export type Entry = v.InferOutput<typeof entry>;

/** What the cloud's process says to the demo. */
const fromServer = v.variant('kind', [
  v.strictObject({ kind: v.literal('ready'), cloud }),
  v.strictObject({ kind: v.literal('failed'), reason: v.string() }),
  v.strictObject({ kind: v.literal('entry'), entry }),
]);
export type FromServer = v.InferOutput<typeof fromServer>;

/** Reads a message; `undefined` for anything else that comes along the channel. */
export const readFromServer = (message: unknown): FromServer | undefined => {
  const read = v.safeParse(fromServer, message);
  return read.success ? read.output : undefined;
};
