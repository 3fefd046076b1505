import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as answers from '../../lib/http/schema/answers.ts';
import { problemDocument } from '../../lib/http/schema/problem.ts';
import { finding } from '../../lib/peering/events/schema/parts.ts';
import { ACTIONS, type Action } from '../../lib/peering/model/request.ts';
import { requestSchemaOf } from '../request-schema.ts';
import { isPart, type Part } from './refs.ts';

/** Bodies of answers and their parts, each a component of its own. */
const DEFINITIONS: Readonly<Record<string, v.GenericSchema>> = {
  Finding: finding,
  Policy: answers.policy,
  Connection: answers.observedConnection,
  ShownConnection: answers.shownConnection,
  ConnectionList: answers.connectionList,
  Accepted: answers.accepted,
  Queued: answers.queued,
  DryRun: answers.dryRun,
  PreflightAnswer: answers.preflightAnswer,
  Routes: answers.routesAnswer,
  Outcomes: answers.outcomes,
  Health: answers.health,
  DeepHealth: answers.deepHealth,
  Problem: problemDocument,
};

/** `create` → `CreateRequest`. */
export const requestName = (action: Action): string =>
  `${action.charAt(0).toUpperCase()}${action.slice(1)}Request`;

/** What the HTTP method and path say already is no part of the body. */
const bodyOf = (action: Action): Part => {
  const { $schema: _, properties, required, ...schema } = requestSchemaOf(action);
  const { action: __, instanceId: ___, ...fields } = isPart(properties) ? properties : {};
  const needed = (Array.isArray(required) ? required : []).filter((each) => each !== 'instanceId');
  return {
    ...schema,
    description:
      'Field names may be spelled in PascalCase too, as in the API reference. Unknown fields are refused.',
    properties: fields,
    ...(needed.length > 0 ? { required: needed } : {}),
  };
};

const definition = (schema: v.GenericSchema, name: string): Part => {
  const others = Object.entries(DEFINITIONS).filter(([each]) => each !== name);
  const {
    $schema: _,
    $defs: __,
    ...json
  } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    definitions: Object.fromEntries(others),
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  return { ...json };
};

/** Every schema of the document, from the very schemas that validate requests and type answers. */
export const schemas = (): Part => ({
  ...Object.fromEntries(ACTIONS.map((action) => [requestName(action), bodyOf(action)])),
  ...Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, schema]) => [name, definition(schema, name)]),
  ),
});
