import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const SCHEMA = join(import.meta.dirname, 'fc3/schema.json');

/** Which definition of the component's schema a trigger's configuration has to meet. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  http: 'IHttpTriggerConfig',
  timer: 'ITimerTriggerConfig',
  eventbridge: 'IEventBridge',
  mns_topic: 'IMnsTriggerConfig',
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Closes every object that lists its properties: the schema as published takes any misspelt one. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isRecord(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [key, closed(each)]),
  );
  const lists = isRecord(schema.properties) && Object.keys(schema.properties).length > 0;
  return lists && schema.type === 'object' ? { additionalProperties: false, ...inner } : inner;
};

const ajv = new Ajv({ strict: false, allErrors: true });
const published: unknown = JSON.parse(readFileSync(SCHEMA, 'utf8'));
ajv.addSchema({ ...(isRecord(published) ? published : {}), $id: 'published' });
const strict = closed(published);
ajv.addSchema({ ...(isRecord(strict) ? strict : {}), $id: 'closed' });

const faults = (reference: string, value: unknown, where: string): string[] => {
  const validate = ajv.compile({ $ref: reference });
  if (validate(value)) return [];
  return (validate.errors ?? []).map((each) => {
    const extra = each.keyword === 'additionalProperties' ? JSON.stringify(each.params) : '';
    return `${where}${each.instancePath} ${each.message ?? ''} ${extra}`.trim();
  });
};

const triggerFaults = (trigger: unknown, where: string): string[] => {
  if (!isRecord(trigger)) return [`${where} is not an object`];
  const definition = DEFINITIONS[String(trigger.triggerType)];
  if (definition === undefined) return [`${where} has the unknown type ${trigger.triggerType}`];
  return faults(`closed#/definitions/${definition}`, trigger.triggerConfig, where);
};

/** What is wrong with the properties of one function: by the schema, each trigger by its own part. */
export const functionFaults = (name: string, props: unknown): string[] => {
  if (!isRecord(props)) return [`${name} has no props`];
  const triggers = Array.isArray(props.triggers) ? props.triggers : [];
  const { triggers: _, ...rest } = props;
  return [
    ...faults('published', props, name),
    ...faults('closed', rest, name),
    ...triggers.flatMap((each: unknown, at) => triggerFaults(each, `${name}/triggers/${at}`)),
  ];
};
