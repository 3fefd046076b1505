import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as v from 'valibot';

const media = v.object({ schema: v.record(v.string(), v.unknown()) });
const response = v.object({
  $ref: v.optional(v.string()),
  headers: v.optional(v.record(v.string(), v.object({ $ref: v.string() })), {}),
  content: v.optional(v.record(v.string(), media), {}),
});
const operation = v.object({
  operationId: v.string(),
  parameters: v.optional(v.array(v.record(v.string(), v.unknown())), []),
  requestBody: v.optional(v.object({ content: v.record(v.string(), media) })),
  responses: v.record(v.string(), response),
});
const documentShape = v.object({
  openapi: v.string(),
  paths: v.record(v.string(), v.record(v.string(), operation)),
  components: v.object({ schemas: v.record(v.string(), v.record(v.string(), v.unknown())) }),
});

export type Operation = v.InferOutput<typeof operation>;
export type Response = v.InferOutput<typeof response>;

const FILE = new URL('../../docs/openapi.json', import.meta.url);

export const documentText = readFileSync(FILE, 'utf8');
const raw: unknown = JSON.parse(documentText);
export const document = v.parse(documentShape, raw);

const step = (at: unknown, key: string): unknown =>
  typeof at === 'object' && at !== null
    ? Object.entries(at).find(([each]) => each === key)?.[1]
    : undefined;

/** The part that a fragment (`#/components/...`) names, or `undefined`. */
export const partAt = (fragment: string): unknown =>
  fragment
    .replace(/^#\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(step, raw);

export const responseOf = (op: Operation, status: number): Response | undefined => {
  const found = op.responses[String(status)];
  return found?.$ref === undefined ? found : v.parse(response, partAt(found.$ref));
};

const headerShape = v.object({ required: v.optional(v.boolean(), false) });

/** Names of the headers that a response always has. */
export const requiredHeaders = ({ headers }: Response): readonly string[] =>
  Object.entries(headers)
    .filter(([, { $ref }]) => v.parse(headerShape, partAt($ref)).required)
    .map(([name]) => name);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects with documented properties only: what is not documented is found, too. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isRecord(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [key, closed(each)]),
  );
  const isObject = schema.type === 'object' && 'properties' in schema;
  return isObject ? { additionalProperties: false, ...inner } : inner;
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', components: closed(document.components) });

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by a schema of the document; empty when nothing is. */
export const faultsOf = (schema: unknown, value: unknown): string => {
  const absolute = JSON.stringify(closed(schema)).replaceAll(
    '"#/components',
    '"openapi#/components',
  );
  const validate = compiled.get(absolute) ?? ajv.compile(JSON.parse(absolute));
  compiled.set(absolute, validate);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
};
