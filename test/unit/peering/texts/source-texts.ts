import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Node, parse } from 'acorn';
import { transformSync } from 'esbuild';
import * as v from 'valibot';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

const literal = v.object({ type: v.literal('Literal'), value: v.string() });
const identifier = v.object({ type: v.literal('Identifier'), name: v.string() });
const property = v.object({ type: v.literal('Property'), key: identifier, value: v.unknown() });
const object = v.object({ type: v.literal('ObjectExpression'), properties: v.array(v.unknown()) });
const choice = v.object({
  type: v.literal('ConditionalExpression'),
  consequent: v.unknown(),
  alternate: v.unknown(),
});
const template = v.object({
  type: v.literal('TemplateLiteral'),
  quasis: v.array(v.object({ value: v.object({ cooked: v.string() }) })),
  expressions: v.array(v.unknown()),
});
const member = v.object({ type: v.literal('MemberExpression'), property: identifier });
const call = v.object({
  type: v.literal('CallExpression'),
  callee: v.union([member, identifier]),
});
const creation = v.object({ type: v.literal('NewExpression'), callee: identifier });

const join = v.object({
  type: v.literal('CallExpression'),
  callee: v.object({ ...member.entries, property: v.object({ name: v.literal('join') }) }),
  arguments: v.tuple([literal]),
});

/** What may stand in a place of a template: each text to choose from, a list of two, or a word of any value. */
const valuesAt = (expression: unknown, at: number): readonly string[] => {
  if (v.is(literal, expression)) return [expression.value];
  if (v.is(join, expression)) return [`x${at}`, `x${at}${expression.arguments[0].value}x${at + 1}`];
  if (!v.is(choice, expression)) return [`x${at}`];
  const { consequent, alternate } = expression;
  return [...valuesAt(consequent, at), ...valuesAt(alternate, at)].filter(
    (each, _, all) => each !== `x${at}` || all.every((other) => other === each),
  );
};

const textsOf = (node: unknown): readonly string[] => {
  if (v.is(literal, node)) return [node.value];
  if (!v.is(template, node)) return [];
  return node.quasis.reduce<readonly string[]>(
    (texts, { value }, at) => {
      const begun = texts.map((each) => each + value.cooked);
      if (at >= node.expressions.length) return begun;
      const values = valuesAt(node.expressions[at], at);
      return begun.flatMap((each) => values.map((value) => each + value));
    },
    [''],
  );
};

/** Members of answers and events whose value is a text, be it one word. */
const TEXT_MEMBERS = /^(?:detail|remedy|message)$/;
/** Calls whose texts go to the log, or to a queue that operators read. */
const LOG_CALLS = /^(?:debug|info|warn|error|level|park)$/;
/** Errors that become answers; what any other error says is for the log. */
const ANSWERED = /^(?:ApiError|Wrong)$/;

/** Words that are no sample of a value, and not one alone. */
const isText = (text: string): boolean =>
  /[A-Za-z]/.test(text.replace(/x\d+/g, '')) && /\S\s+\S/.test(text);

/** Log lines, thrown errors, descriptions of schemas, and texts that stand beside their Chinese. */
const isForOthers = (node: Node): boolean => {
  if (node.type === 'ImportDeclaration') return true;
  if (v.is(creation, node))
    return !ANSWERED.test(node.callee.name) && /Error$|^Unreadable/.test(node.callee.name);
  if (v.is(call, node)) {
    const { callee } = node;
    const name = callee.type === 'Identifier' ? callee.name : callee.property.name;
    return LOG_CALLS.test(name) || name === 'description';
  }
  if (!v.is(object, node)) return false;
  const names = node.properties.flatMap((each) => (v.is(property, each) ? [each.key.name] : []));
  return names.includes('en') && names.includes('zh');
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

const textsAt = (node: Node): readonly string[] => {
  const own = textsOf(node).filter(isText);
  if (!v.is(property, node) || !TEXT_MEMBERS.test(node.key.name)) return own;
  return [...own, ...textsOf(node.value).filter((text) => /[a-z]/.test(text))];
};

const collect = (node: unknown, into: Set<string>): void => {
  if (Array.isArray(node)) for (const each of node) collect(each, into);
  if (!isNode(node) || isForOthers(node)) return;
  for (const text of textsAt(node)) into.add(text);
  for (const value of Object.values(node)) collect(value, into);
};

const filesOf = (): readonly string[] =>
  ['lib', 'functions'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => /(?<!\.d)\.ts$/.test(file)),
  );

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

const textsIn = (file: string): readonly SourceText[] => {
  const texts = new Set<string>();
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' });
  collect(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), texts);
  return [...texts].sort().map((text) => ({ file, text }));
};

/** Every text in the sources that may reach a caller, with a sample in the place of each value. */
export const sourceTexts = (): readonly SourceText[] => filesOf().flatMap(textsIn);
