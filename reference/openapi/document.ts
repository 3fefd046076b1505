import { ROUTES, type Route } from '../../lib/http/api.ts';
import { PROBLEM_TYPES } from '../../lib/http/problem.ts';
import { OPERATIONS } from './operations.ts';
import { parameter, parameters } from './parameters.ts';
import { headersOf, problemResponses, problemsOf } from './problem-responses.ts';
import { problemTypes } from './problems.ts';
import { type HeaderName, isPart, type Part } from './refs.ts';
import { schemas } from './schemas.ts';

type Row = (typeof ROUTES)[number];

const DESCRIPTION = `Requests for VPC peering connections on Alibaba Cloud. What becomes of a request after a 202 is announced
by follow-up events. Account ids are strings, because they exceed 2^53.

Function Compute stands before every call: it refuses signatures that are wrong, headers over 8 KB and URLs over
4 KB with answers of its own.`;

/** `/peerings/:instanceId` → `/peerings/{instanceId}`. */
const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const isOnInstance = ({ path }: Pick<Route, 'path'>): boolean => path.includes(':instanceId');

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const operationOf = ({ operation }: Row): Part => {
  const { parameters: own, ...rest } = OPERATIONS[operation];
  return {
    operationId: operation,
    ...rest,
    parameters: [...listOf(own), parameter('RequestId')],
  };
};

const withoutBody = (status: string, response: unknown): unknown =>
  status.startsWith('2') && isPart(response)
    ? { description: 'As GET, without the body.', headers: response.headers }
    : response;

const headOf = (row: Row): Part => {
  const { summary, responses, description: _, ...rest } = operationOf(row);
  const all = isPart(responses) ? Object.entries(responses) : [];
  return {
    ...rest,
    operationId: `${row.operation}Headers`,
    summary: `${summary}: headers only`,
    responses: Object.fromEntries(
      all.map(([status, response]) => [status, withoutBody(status, response)]),
    ),
  };
};

const optionsOf = (row: Row): Part => ({
  operationId: `${row.operation}Options`,
  summary: 'Which methods this path serves',
  tags: ['Service'],
  parameters: [...(isOnInstance(row) ? [parameter('InstanceId')] : []), parameter('RequestId')],
  responses: {
    '204': { description: '`Allow` names them.', headers: headersOf(['RequestId', 'Allow']) },
    ...problemsOf([...(isOnInstance(row) || row.path === '/' ? [404] : []), 403, 405, 500, 503]),
  },
});

const pathOf = (rows: readonly Row[]): Part => {
  const [first] = rows;
  const read = rows.find(({ method }) => method === 'GET');
  return {
    ...Object.fromEntries(rows.map((row) => [row.method.toLowerCase(), operationOf(row)])),
    ...(read ? { head: headOf(read) } : {}),
    ...(first ? { options: optionsOf(first) } : {}),
  };
};

const paths = (): Part => {
  const all = [...new Set(ROUTES.map(({ path }) => path))];
  return Object.fromEntries(
    all.map((path) => [templateOf(path), pathOf(ROUTES.filter((row) => row.path === path))]),
  );
};

const text = { type: 'string' };
const seconds = { type: 'integer' };
const place = { type: 'string', format: 'uri-reference' };

const header = (description: string, schema: Part = text): Part => ({
  description,
  required: true,
  schema,
});

/** A header that not every answer of its response has. */
const optional = (description: string, schema: Part = text): Part => ({ description, schema });

const headers: Readonly<Record<HeaderName, Part>> = {
  RequestId: header("The caller's own id of the call, else that of the invocation"),
  RetryAfter: header('Seconds after which to look or try again', seconds),
  Location: header('Where to look: the connection, or the list of what the request made', place),
  Allow: header('The methods of this path'),
  ETag: header(
    'What a change may hold the connection against (`If-Match`): name, description, bandwidth, link type, status and what is wanted of it',
  ),
  ContentLanguage: header('The language of the texts'),
  CreateLocation: optional(
    'Where to look: the connection, or the list of what the request made. Absent for CloudEvents',
    place,
  ),
  CreateRetryAfter: optional('Seconds after which to look. Absent for CloudEvents', seconds),
  Accept: optional('What the method takes, where the type is the fault'),
  AcceptPatch: optional('What a PATCH takes, where the type is the fault'),
  AcceptEncoding: optional('That no encoding is taken, where the encoding is the fault'),
};

/** The OpenAPI 3.1 document of the HTTP API, from the route table and the schemas that the code uses. */
export const openApiOf = (version: string): Part => ({
  openapi: '3.1.0',
  info: {
    title: 'Peerflow',
    version,
    description: DESCRIPTION,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'The HTTP trigger of the request function' }],
  security: [{ functionSignature: [] }],
  tags: [
    { name: 'Peerings', description: 'Connections and what is asked of them' },
    { name: 'Service', description: 'The deployment itself' },
  ],
  paths: paths(),
  components: {
    securitySchemes: {
      functionSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description:
          'Function authentication of the HTTP trigger: an ACS3-HMAC-SHA256 signature with an access key that may invoke the function. A trigger with `authType: anonymous` asks for none.',
      },
    },
    schemas: schemas(),
    responses: problemResponses(),
    parameters,
    headers,
  },
  [PROBLEM_TYPES]: problemTypes(),
});
