import { toJsonSchema } from '@valibot/to-json-schema';
import { listQuery } from '../../lib/http/list/query.ts';
import { instanceField } from '../../lib/peering/request/fields.ts';
import { type Part, ref } from './refs.ts';

const schemaOf = (schema: Parameters<typeof toJsonSchema>[0]): Part => {
  const { $schema: _, ...json } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return { ...json };
};

const header = (name: string, description: string, schema: Part, example: string): Part => ({
  name,
  in: 'header',
  description,
  schema,
  example,
});

const idempotencyKey = header(
  'Idempotency-Key',
  'Names the request, so that a repetition ends in the same connection. The quotes of a structured-field string are not part of it. A key that breaks the rules of a request id is replaced by its hash. An empty one counts as none.',
  { type: 'string' },
  '"order-4711"',
);

const instanceId: Part = {
  name: 'instanceId',
  in: 'path',
  required: true,
  description: 'Id of a connection',
  schema: schemaOf(instanceField),
  example: 'pcc-lnk0m24khwvtkm7jdt',
};

const force: Part = {
  name: 'force',
  in: 'query',
  description:
    'Also removes the route entries that lead to the connection, whoever made them: the meaning that the API gives it',
  schema: { type: 'boolean' },
  allowEmptyValue: true,
};

const dryRun: Part = {
  name: 'dryRun',
  in: 'query',
  description: 'Only asks whether it would pass; the body may say it as well',
  schema: { type: 'boolean' },
  allowEmptyValue: true,
};

const deep: Part = {
  name: 'deep',
  in: 'query',
  description:
    'Asks the cloud and every function for what its role may do: 10 s at most, kept for a minute, and not for anonymous callers',
  schema: { type: 'boolean' },
  allowEmptyValue: true,
};

const LIST_DESCRIPTIONS: Readonly<Record<keyof typeof listQuery.entries, string>> = {
  requestId: 'Only what this request made or first adopted; everything comes on one page',
  vpcId: 'Only connections that touch this VPC, at either end',
  status: 'Only this status. A page may be short although more follow',
  regionId: 'Only this region; without it every managed region, one after another',
  all: 'Connections without tags of ours, too',
  maxResults: 'Rows of a page',
  nextToken: 'Token of the page before',
};

/** On the wire every parameter is text; what the text says is a number or a truth value. */
const MEANINGS: Readonly<Partial<Record<keyof typeof listQuery.entries, Part>>> = {
  all: { type: 'boolean', default: false },
  maxResults: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
};

const isFilter = (name: string): name is keyof typeof listQuery.entries =>
  name in listQuery.entries;

/** The filters of a list, from the schema that reads them. */
export const listParameters = (): readonly Part[] =>
  Object.keys(listQuery.entries)
    .filter(isFilter)
    .map((name) => ({
      name,
      in: 'query',
      description: LIST_DESCRIPTIONS[name],
      schema: MEANINGS[name] ?? schemaOf(listQuery.entries[name]),
    }));

export const parameters: Part = {
  RequestId: header(
    'X-Request-Id',
    'Comes back with the answer; without one the answer names the invocation',
    { type: 'string', pattern: '^[!-~]{1,255}$' },
    'req-1',
  ),
  AcceptLanguage: header(
    'Accept-Language',
    'Texts of Peerflow are written in English and Chinese; those of the services are passed on as they are',
    { type: 'string', default: 'en' },
    'zh-CN',
  ),
  IdempotencyKey: idempotencyKey,
  InstanceId: instanceId,
  Force: force,
  DryRun: dryRun,
  Deep: deep,
  IfMatch: header(
    'If-Match',
    'The ETag of a GET: the connection is changed only while it holds, or where it has all values already',
    { type: 'string' },
    '"6b1f3d0c5a7e9f21"',
  ),
  Prefer: header(
    'Prefer',
    'With `respond-async` events announce everything, refusals included, and the answer is 202 at once',
    { type: 'string' },
    'respond-async',
  ),
};

export const parameter = (name: string): Part => ref('parameters', name);
