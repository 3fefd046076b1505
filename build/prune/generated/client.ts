import { type Member, readClass, writeClass } from '../source/members.ts';

const GENERATED = "// This file is auto-generated, don't edit it";
const OPENING = 'class Client extends openapi_core_1.default {';
const OPTIONS = 'WithOptions';

export interface PrunedClient {
  readonly source: string;
  /** The models that the kept methods make. */
  readonly models: readonly string[];
}

/** Each operation is two methods: `xWithOptions` makes the call, `x` calls that with default options. */
const isOfOperation =
  (members: ReadonlySet<string>) =>
  ({ name }: Member): boolean =>
    name.endsWith(OPTIONS) || members.has(name + OPTIONS);

/** What the generator writes into each: the core's pruning relies on `callApi` being the only way out. */
const isAsGenerated = ({ text }: Member): boolean =>
  /\baction: "\w+"/.test(text) &&
  /\$dara\.cast\(await this\.callApi\(params, req, runtime\), new \$_model\.\w+\(\{\}\)\)/.test(
    text,
  );

const modelsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$_model\.(\w+)/g)].flatMap(([, name]) => name ?? []);

/**
 * The client of a generated SDK with those operations only whose `...WithOptions` method is among the
 * used names; what belongs to no operation stays. `undefined` when the source is not what the generator
 * is known to write, or no operation of it is used.
 */
export const pruneClient = (
  source: string,
  used: ReadonlySet<string>,
): PrunedClient | undefined => {
  const client = readClass(source, OPENING);
  if (!client || !source.includes(GENERATED)) return undefined;
  if (!client.after.includes('exports.default = Client;')) return undefined;
  const ofOperation = isOfOperation(new Set(client.members.map(({ name }) => name)));
  const called = client.members.filter(({ name }) => name.endsWith(OPTIONS) && used.has(name));
  if (called.length === 0 || !called.every(isAsGenerated)) return undefined;
  const members = client.members.filter(
    (member) => called.includes(member) || !ofOperation(member),
  );
  const models = modelsIn(members.map(({ text }) => text).join('\n'));
  return { source: writeClass({ ...client, members }), models };
};
