import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { eventSchema } from '../lib/peering/events/schema/index.ts';
import { EVENT_TYPES, type EventType } from '../lib/peering/model/event.ts';
import { ACTIONS } from '../lib/peering/model/request.ts';
import { asyncApiOf, slugOf } from './asyncapi.ts';
import { errorPage } from './error-page.ts';
import { eventPage } from './event-page.ts';
import { openApiOf } from './openapi/document.ts';
import { requestSchemaOf } from './request-schema.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const packageSchema = v.object({ version: v.string() });

const versionOf = (root: string): string =>
  v.parse(packageSchema, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version;

const jsonSchemaOf = (type: EventType) => toJsonSchema(eventSchema(type));

/** Within AsyncAPI a schema is a part, not a document. */
const embedded = (type: EventType): object => {
  const { $schema: _, ...schema } = jsonSchemaOf(type);
  return schema;
};

const textOf = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

/** Every generated document by its path: JSON Schemas of requests and events, AsyncAPI, OpenAPI, two pages. */
export const generatedDocuments = (root: string = ROOT): ReadonlyMap<string, string> =>
  new Map([
    ...ACTIONS.map((action) => {
      const { $schema, ...schema } = requestSchemaOf(action);
      const $id = `urn:peerflow:request:${action}`;
      return [`docs/request-schemas/${action}.json`, textOf({ $schema, $id, ...schema })] as const;
    }),
    ...EVENT_TYPES.map((type) => {
      const { $schema, ...schema } = jsonSchemaOf(type);
      const $id = `urn:peerflow:event:${slugOf(type)}`;
      return [`docs/schemas/${slugOf(type)}.json`, textOf({ $schema, $id, ...schema })] as const;
    }),
    ['docs/asyncapi.json', textOf(asyncApiOf(versionOf(root), embedded))] as const,
    ['docs/errors.md', errorPage()] as const,
    ['docs/events.md', eventPage(readFileSync(join(root, 'docs/events.md'), 'utf8'))] as const,
    ['docs/openapi.json', textOf(openApiOf(versionOf(root)))] as const,
  ]);

const writeAll = (): void => {
  for (const [path, text] of generatedDocuments()) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) writeAll();
