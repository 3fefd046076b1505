import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import {
  EVENT_TYPES,
  type EventType,
  type FollowUpEvent,
} from '../../../../lib/peering/model/event.ts';
import { generatedDocuments } from '../../../../reference/documents.ts';
import { sampleOf } from './samples.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const documents = generatedDocuments(root);
const pathOf = (type: string) =>
  `docs/schemas/${type.split(':').slice(1).join('-').toLowerCase()}.json`;

const ajv = new Ajv({ strict: true, strictRequired: false });
addFormats.default(ajv);
const validators = new Map(
  EVENT_TYPES.map((type) => [type, ajv.compile(JSON.parse(read(pathOf(type))))]),
);
const validatorOf = (type: EventType) => {
  const validate = validators.get(type);
  if (!validate) throw new Error(`no schema of ${type}`);
  return validate;
};

describe('generated documents', () => {
  it.each([...documents.keys()])('%s is what `npm run reference` writes', (path) => {
    expect(read(path)).toBe(documents.get(path));
  });

  it('leave no schema of a type that no longer exists', () => {
    expect(
      readdirSync(`${root}docs/schemas`)
        .map((file) => `docs/schemas/${file}`)
        .sort(),
    ).toEqual(EVENT_TYPES.map(pathOf).sort());
  });
});

describe.each(EVENT_TYPES)('%s', (type) => {
  const event = sampleOf(type);

  it('is valid by its JSON Schema', () => {
    const validate = validatorOf(type);
    expect(validate(event), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('is not valid by its JSON Schema once a required part is missing', () => {
    const validate = validatorOf(type);
    const without = (key: keyof FollowUpEvent) =>
      Object.fromEntries(Object.entries(event).filter(([each]) => each !== key));
    for (const key of ['id', 'source', 'type', 'time', 'data'] as const) {
      expect(validate(without(key)), key).toBe(false);
    }
    expect(validate({ ...event, data: {} })).toBe(false);
  });

  it('is a CloudEvent by the official package, in strict mode and as an HTTP message', () => {
    const made = new CloudEvent({ ...event }, true);
    expect(made.validate()).toBe(true);
    const received = HTTP.toEvent({
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
      body: JSON.stringify(event),
    });
    expect(received).toMatchObject({ id: event.id, source: event.source, data: event.data });
  });
});

describe('docs/events.md', () => {
  const page = read('docs/events.md');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);

  it('has a row for every type', () => {
    for (const type of EVENT_TYPES) expect(page).toContain(`| \`${type}\` |`);
  });

  it('has examples that are valid events with the id of their type', () => {
    expect(examples.length).toBeGreaterThan(5);
    for (const json of examples) {
      const example = JSON.parse(json);
      const type = EVENT_TYPES.find((each) => each === example.type);
      if (!type) throw new Error(`an example of an unknown type: ${example.type}`);
      const validate = validatorOf(type);
      expect(validate(example), ajv.errorsText(validate.errors)).toBe(true);
    }
  });
});
