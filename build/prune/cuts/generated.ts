import { type SdkSource, Unexpected } from '../sdk-source.ts';
import type { Cut } from './cut.ts';
import { keepMethods } from './methods.ts';

/** `@alicloud/vpc20160428` and its like: product and date, written by one generator. */
const generated = (file: string): RegExp =>
  new RegExp(`/@alicloud/[a-z-]+\\d{8}/dist/${file}\\.js$`);

/** Each operation is two methods: `xWithOptions` makes the call, `x` calls that with default options. */
const OPTIONS = 'WithOptions';

/** The operations that our code calls, each of which ends in `callApi()`. */
const operationsIn = (source: SdkSource, used: ReadonlySet<string>): readonly string[] => {
  source.assume("This file is auto-generated, don't edit it", 'exports.default = Client;');
  const called = source
    .methodsOf(source.classNamed('Client'))
    .filter(({ name }) => name.endsWith(OPTIONS) && used.has(name));
  if (called.length === 0) throw new Unexpected('our code calls none of its operations');
  for (const { name, node } of called)
    if (!/await this\.callApi\(params, req, runtime\)/.test(source.textOf(node)))
      throw new Unexpected(`${name} does not end in callApi()`);
  return called.map(({ name }) => name);
};

/** Leaves what the operations that our code calls need; returns the models that this makes. */
const keepOperations = (source: SdkSource, used: ReadonlySet<string>): readonly string[] =>
  [...keepMethods(source, operationsIn(source, used)).matchAll(/\$_model\.(\w+)/g)].flatMap(
    ([, name]) => name ?? [],
  );

const MODEL_EXPORT = /^Object\.defineProperty\(exports, "(\w+)", \{[^}]*\breturn (\w+)\.\1;/;
const MODEL_REQUIRE = /^var (\w+) = require\("\.\/\w+"\);$/;
const ANNOUNCED = /^exports\.\w+ = [\s\S]*void 0;$/;

/** The variable that each exported model is read from. */
const exportsOf = (index: SdkSource): ReadonlyMap<string, string> =>
  new Map(
    index.body.flatMap((statement) => {
      const [, name, variable] = MODEL_EXPORT.exec(index.textOf(statement)) ?? [];
      return name !== undefined && variable !== undefined ? [[name, variable] as const] : [];
    }),
  );

/** Leaves the exports of the wanted models, and the files these come from. */
const keepModels = (
  index: SdkSource,
  wanted: ReadonlySet<string>,
  needed: readonly string[],
): void => {
  const from = exportsOf(index);
  for (const name of needed)
    if (!from.has(name)) throw new Unexpected(`it does not export ${name}`);
  const variables = new Set([...from].flatMap(([name, it]) => (wanted.has(name) ? it : [])));
  const isUnused = (text: string): boolean => {
    const name = MODEL_EXPORT.exec(text)?.[1];
    const variable = MODEL_REQUIRE.exec(text)?.[1];
    if (name !== undefined) return !wanted.has(name);
    return variable === undefined ? ANNOUNCED.test(text) : !variables.has(variable);
  };
  for (const statement of index.body)
    if (isUnused(index.textOf(statement))) index.remove(statement);
};

const BODY_MODEL = /^const (\w+ResponseBody)_1 = require\("\.\/\1"\);$/;

/** The models of answers' bodies: our client takes the body as text, because a cast rounds account ids. */
const withoutBody = (model: SdkSource): void => {
  const imported = model.body.find((it) => BODY_MODEL.test(model.textOf(it)));
  if (!imported) return;
  const [typed] = /\bbody: \w+_1\.\w+ResponseBody,/.exec(model.text) ?? [];
  model.remove(imported);
  model.replace("body: 'body',", '');
  model.replace(typed ?? 'body: …ResponseBody,', '');
};

export const generatedCuts: readonly Cut[] = [
  {
    file: generated('client'),
    because: 'a generated client, each operation of which ends in callApi()',
    cut: (source, { used }) => {
      keepOperations(source, used);
    },
  },
  {
    file: generated('models/model'),
    because: 'a generated index, one export after the other',
    cut: (source, { used, beside }) => {
      const needed = keepOperations(beside('../client.js'), used);
      keepModels(source, new Set([...needed, ...used]), needed);
    },
  },
  {
    file: generated('models/\\w+'),
    because: 'a generated model, and the body of an answer is a member of its own',
    cut: withoutBody,
  },
];
