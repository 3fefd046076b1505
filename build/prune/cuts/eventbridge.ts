import { type ClassSource, readClass, writeClass } from '../source/members.ts';
import { namesIn } from '../source/names.ts';
import type { Cut } from './cut.ts';

/** What lib/sinks calls and makes. */
const OPERATION = 'putEventsWithOptions';
const MODELS = ['Config', 'CloudEvent'];

const MODEL = /^class (\w+) extends \$tea\.Model \{\n[\s\S]*?^\}\nexports\.\1 = \1;\n/gm;
const ANNOUNCED = /^exports\.\w+ = .* = void 0;\n/m;

/** Each operation is two methods, the second named `...WithOptions`; the rest serves them all. */
const withOneOperation = (client: ClassSource): ClassSource | undefined => {
  const names = new Set(client.members.map(({ name }) => name));
  const members = client.members.filter(
    ({ name }) =>
      name === OPERATION || !(name.endsWith('WithOptions') || names.has(`${name}WithOptions`)),
  );
  return names.has(OPERATION) && names.has('doRequest') ? { ...client, members } : undefined;
};

/** The models that some texts name, and those that these name in turn. */
const reachable = (
  models: ReadonlyMap<string, string>,
  from: readonly string[],
): ReadonlySet<string> => {
  const found = new Set<string>();
  const queue = from.filter((name) => models.has(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...namesIn(models.get(name) ?? '').filter((each) => models.has(each)));
  }
  return found;
};

/** The client with one operation, and the models that this one needs. */
const pruned = (source: string): string | undefined => {
  const whole = readClass(source, 'class Client {');
  const client = whole && withOneOperation(whole);
  if (!client || !ANNOUNCED.test(source)) return undefined;
  const models = new Map([...source.matchAll(MODEL)].map(([text, name]) => [name ?? '', text]));
  const called = client.members.flatMap(({ text }) => namesIn(text));
  const kept = reachable(models, [...MODELS, ...called]);
  if (!MODELS.every((name) => kept.has(name)) || !kept.has('PutEventsResponse')) return undefined;
  return writeClass(client)
    .replace(ANNOUNCED, '')
    .replace(MODEL, (text, name: string) => (kept.has(name) ? text : ''));
};

export const eventBridgeCuts: readonly Cut[] = [
  {
    file: /\/@alicloud\/eventbridge\/dist\/client\.js$/,
    because:
      'models are classes one after another, each exported by the line after it, and each operation of the client is a method of its own beside doRequest()',
    cut: pruned,
  },
];
