import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Node, parse } from 'acorn';
import { transformSync } from 'esbuild';
import * as v from 'valibot';

const LIB = path.resolve(import.meta.dirname, '../../../../lib');

/** Where texts are made that callers and consumers read. */
const FILES =
  /^(?:http|health|intake\/http|intake\/json|peering\/(?:commands|events|network|preflight|request|routes))\/|^intake\/(?:unwrap|triggers\/(?:http-shaped|kafka))\.ts$|^peering\/(?:admission|attempt|errors\/credentials|reconcile\/accept-by-hand)\.ts$/;

/** A sentence, or what is said of a field; log lines are neither. */
const FOR_PEOPLE =
  /^(?:[A-Z{\d`][\s\S]* [\s\S]*\.|(?:is|has|must|may|holds|was|repeats|begins|changes) [\s\S]+)$/;

const literal = v.object({ type: v.literal('Literal'), value: v.string() });
const conditional = v.object({ type: v.literal('ConditionalExpression'), alternate: literal });
const template = v.object({
  type: v.literal('TemplateLiteral'),
  quasis: v.array(v.object({ value: v.object({ cooked: v.string() }) })),
  expressions: v.array(v.unknown()),
});

/** What stands in a place of a template: one of the words to choose from, or any value. */
const valueAt = (expression: unknown, at: number): string =>
  v.is(conditional, expression) ? expression.alternate.value : `x${at}`;

const textOf = (node: unknown): string | undefined => {
  if (v.is(literal, node)) return node.value;
  if (!v.is(template, node)) return undefined;
  return node.quasis
    .map(({ value }, at) =>
      at < node.expressions.length
        ? `${value.cooked}${valueAt(node.expressions[at], at)}`
        : value.cooked,
    )
    .join('');
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

const collect = (node: unknown, into: Set<string>): void => {
  if (Array.isArray(node)) for (const each of node) collect(each, into);
  if (!isNode(node) || node.type === 'ImportDeclaration') return;
  const text = textOf(node);
  if (text !== undefined && FOR_PEOPLE.test(text)) into.add(text);
  for (const value of Object.values(node)) collect(value, into);
};

const filesOf = (): readonly string[] =>
  readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && FILES.test(file) && !/\/schema\//.test(file),
  );

/** Every text for people in the sources, with a sample in the place of each value. */
export const sourceTexts = (): readonly string[] => {
  const texts = new Set<string>();
  for (const file of filesOf()) {
    const source = readFileSync(path.join(LIB, file), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' });
    collect(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), texts);
  }
  return [...texts].sort();
};
