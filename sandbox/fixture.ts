import * as v from 'valibot';
import { account, region } from './fixtures/schema/accounts.ts';
import { behaviour, timings } from './fixtures/schema/behaviour.ts';
import { vpc } from './fixtures/schema/network.ts';
import { readJsonFile } from './json-file.ts';
import { eventBridgeFixture } from './messaging/eventbridge/fixture.ts';
import { smqFixture } from './messaging/smq/attributes.ts';
import { faultsOf } from './schema.ts';

const schema = v.strictObject({
  accounts: v.pipe(v.array(account), v.minLength(1)),
  /** Roles and users without any policy may do everything, and accounts may assume roles. */
  allowAll: v.optional(v.boolean(), false),
  regions: v.array(region),
  vpcs: v.array(vpc),
  timings: v.optional(timings, {}),
  behaviour: v.optional(behaviour, {}),
  smq: v.optional(smqFixture, {}),
  eventBridge: v.optional(eventBridgeFixture, {}),
});

export type Fixture = v.InferOutput<typeof schema>;
export type FixtureInput = v.InferInput<typeof schema>;
export type FixtureAccount = Fixture['accounts'][number];
export type FixtureVpc = Fixture['vpcs'][number];

/** Checks a fixture and fills in its defaults; an error names every fault with its place. */
export const parseFixture = (input: unknown): Fixture => {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new Error(`The fixture is wrong:\n  ${faultsOf(parsed.issues).join('\n  ')}`);
};

export const DEFAULT_FIXTURE = new URL('./fixtures/default.json', import.meta.url);

/** Reads a fixture file. Throws with every fault, or with what keeps the file from being read. */
export const loadFixture = (file: string | URL = DEFAULT_FIXTURE): Fixture =>
  parseFixture(readJsonFile(file).value);
