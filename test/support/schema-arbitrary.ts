import fc from 'fast-check';
import * as v from 'valibot';

/** The part of JSON Schema that our documents use. */
const schemaShape = v.object({
  $ref: v.optional(v.string()),
  const: v.optional(v.unknown()),
  enum: v.optional(v.array(v.unknown())),
  anyOf: v.optional(v.array(v.unknown())),
  oneOf: v.optional(v.array(v.unknown())),
  type: v.optional(v.string()),
  pattern: v.optional(v.string()),
  minLength: v.optional(v.number()),
  maxLength: v.optional(v.number()),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  items: v.optional(v.unknown()),
  maxItems: v.optional(v.number()),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string())),
});
type Schema = v.InferOutput<typeof schemaShape>;

const LOOK_AHEAD = /\(\?![^()]*(?:\([^()]*\)[^()]*)*\)/g;

/** What fast-check cannot generate from is left out for generating, and holds for what is kept. */
const generable = (pattern: string): RegExp =>
  new RegExp(pattern.replace(LOOK_AHEAD, '').replaceAll('\\p{Script=Han}', '\\u4e00-\\u9fa5'));

const texts = ({ pattern, minLength = 0, maxLength = 200 }: Schema): fc.Arbitrary<string> => {
  const rule = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const base =
    pattern === undefined
      ? fc.string({ minLength, maxLength: Math.min(maxLength, 40) })
      : fc.stringMatching(generable(pattern), { size: 'small' });
  return base.filter((text) => {
    const length = [...text].length;
    return length >= minLength && length <= maxLength && (rule?.test(text) ?? true);
  });
};

type Overrides = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Makes values that a schema allows. `overrides` replace whole properties by their name. */
export const arbitraryOf = (
  raw: unknown,
  resolve: (ref: string) => unknown,
  overrides: Overrides = {},
): fc.Arbitrary<unknown> => {
  const of = (each: unknown) => arbitraryOf(each, resolve, overrides);
  const schema = v.parse(schemaShape, raw);
  if (schema.$ref !== undefined) return of(resolve(schema.$ref));
  if ('const' in schema && schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(of));
  switch (schema.type) {
    case 'string':
      return texts(schema);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -1_000,
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case 'array':
      return fc.array(of(schema.items), { maxLength: Math.min(schema.maxItems ?? 3, 3) });
    case 'object': {
      const model = Object.entries(schema.properties ?? {}).map(
        ([name, each]) => [name, overrides[name] ?? of(each)] as const,
      );
      const requiredKeys = schema.required ?? [];
      return fc.record(Object.fromEntries(model), { requiredKeys });
    }
    default:
      throw new Error(`no values of ${JSON.stringify(raw)}`);
  }
};
