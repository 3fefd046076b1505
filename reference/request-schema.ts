import { toJsonSchema } from '@valibot/to-json-schema';
import type { Action } from '../lib/peering/model/request.ts';
import { SCHEMAS } from '../lib/peering/request/fields.ts';

/** Account ids may be numbers too, yet a number beyond 2^53 is rounded before anybody sees it. */
const ACCOUNT_ID = {
  description: 'Main account id. Send it as a string: JSON parsers round numbers beyond 2^53.',
  anyOf: [
    { type: 'string', pattern: '^[1-9][0-9]{0,19}$' },
    { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  ],
};

/**
 * The JSON Schema of a request, from the very schema that validates it. Rules that JSON Schema cannot
 * express (several fields at once, the configuration) are left to the function.
 */
export const requestSchemaOf = (action: Action): Readonly<Record<string, unknown>> => {
  const { properties, ...schema } = toJsonSchema(SCHEMAS[action], {
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return {
    ...schema,
    title: `${action} request`,
    properties: {
      ...properties,
      action: { const: action },
      ...(action === 'create' ? { acceptingAliUid: ACCOUNT_ID } : {}),
    },
    additionalProperties: false,
  };
};
