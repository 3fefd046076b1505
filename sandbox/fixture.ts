import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const accountId = v.pipe(v.string(), v.regex(/^\d{6,20}$/, 'an account id is a string of digits'));
const ms = v.pipe(v.number(), v.minValue(0));
const list = <T extends v.GenericSchema>(of: T) => v.optional(v.array(of), []);

const role = v.strictObject({
  name: v.string(),
  trusts: v.array(accountId),
  externalId: v.optional(v.string()),
  /** RAM actions, or prefixes ending in `*`. */
  allow: v.optional(v.array(v.string()), ['*']),
});

const account = v.strictObject({
  id: accountId,
  accessKeys: list(v.strictObject({ id: v.string(), secret: v.string() })),
  cdt: v.optional(v.boolean(), true),
  crossBorderCdt: v.optional(v.boolean(), true),
  businessStatus: v.optional(v.picklist(['Normal', 'FinancialLocked']), 'Normal'),
  /** Others may not peer with this account, whatever its own business status is. */
  peeringSuspended: v.optional(v.boolean(), false),
  site: v.optional(v.picklist(['china', 'international']), 'china'),
  linkTypes: v.optional(v.array(v.picklist(['Platinum', 'Gold'])), ['Platinum', 'Gold']),
  chargeTypeSupported: v.optional(v.boolean(), true),
  resourceGroups: v.optional(v.array(v.string()), ['rg-default']),
  quotas: v.optional(v.record(v.string(), v.number()), {}),
  roles: list(role),
});

const region = v.strictObject({
  id: v.string(),
  peering: v.optional(v.boolean(), true),
  linkType: v.optional(v.boolean(), true),
  /** Regions that this one must not be peered with. */
  forbidden: list(v.string()),
});

const vpc = v.strictObject({
  id: v.string(),
  regionId: v.string(),
  ownerId: accountId,
  cidrBlock: v.string(),
  secondaryCidrBlocks: list(v.string()),
  ipv6CidrBlocks: list(v.string()),
  status: v.optional(v.picklist(['Available', 'Pending']), 'Available'),
  /** A Pending VPC becomes Available after this long. */
  availableAfterMs: v.optional(ms),
  cloudBox: v.optional(v.boolean(), false),
  shared: v.optional(v.boolean(), false),
  /** VPCs joined to this one by Express Connect router interfaces. */
  routerInterfacesTo: list(v.string()),
});

/** Behaviours that the documentation leaves open; clients must work with any of them. */
const behaviour = v.strictObject({
  notFoundAfterCreateMs: v.optional(ms, 0),
  deletedVisibleMs: v.optional(ms, 1_000),
  clientTokenMs: v.optional(ms, 24 * 3600 * 1000),
  tagOverwrite: v.optional(v.picklist(['replace', 'refuse']), 'replace'),
  callsPerMinute: v.optional(v.record(v.string(), v.number()), {}),
});

const timings = v.strictObject({
  creatingMs: v.optional(ms, 1_200),
  updatingMs: v.optional(ms, 600),
  deletingMs: v.optional(ms, 800),
  acceptWithinMs: v.optional(ms, 7 * 24 * 3600 * 1000),
});

const schema = v.strictObject({
  accounts: v.pipe(v.array(account), v.minLength(1)),
  regions: v.array(region),
  vpcs: v.array(vpc),
  timings: v.optional(timings, {}),
  behaviour: v.optional(behaviour, {}),
});

export type Fixture = v.InferOutput<typeof schema>;
export type FixtureInput = v.InferInput<typeof schema>;
export type FixtureAccount = Fixture['accounts'][number];
export type FixtureVpc = Fixture['vpcs'][number];

/** Checks a fixture and fills in its defaults; an error names every fault with its place. */
export const parseFixture = (input: unknown): Fixture => {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map(
    (issue) => `/${(issue.path ?? []).map(({ key }) => key).join('/')}: ${issue.message}`,
  );
  throw new Error(`The fixture is wrong:\n  ${faults.join('\n  ')}`);
};

export const DEFAULT_FIXTURE = new URL('./fixtures/default.json', import.meta.url);

/** Reads a fixture file. Throws with every fault, or with what keeps the file from being read. */
export const loadFixture = (file: string | URL = DEFAULT_FIXTURE): Fixture =>
  parseFixture(JSON.parse(readFileSync(file, 'utf8')));
