import type { Operation } from '../../lib/http/api.ts';
import type { Action } from '../../lib/peering/model/request.ts';
import { CREATE_EXAMPLE, EXAMPLES } from './examples.ts';
import { listParameters, parameter } from './parameters.ts';
import { headersOf, problemsOf } from './problem-responses.ts';
import { JSON_TYPE, type Part, ref } from './refs.ts';
import { requestName } from './schemas.ts';

/** What the cloud may refuse a call with. */
const OF_CLOUD = [400, 403, 404, 409, 429, 503];
/** What may be wrong with any call. */
const OF_ANY = [400, 403, 405, 500, 503];
/** What may be wrong with a body. */
const OF_BODY = [400, 413, 415];

const problems = (...groups: readonly (readonly number[])[]): Part =>
  problemsOf([...new Set(groups.flat())].sort((a, b) => a - b));

const good = (description: string, ...names: readonly string[]): Part => {
  const [first = ''] = names;
  const schema =
    names.length === 1
      ? ref('schemas', first)
      : { anyOf: names.map((name) => ref('schemas', name)) };
  const examples = Object.fromEntries(names.map((name) => [name, { value: EXAMPLES[name] }]));
  return {
    description,
    headers: headersOf(['RequestId', 'ContentLanguage']),
    content: { [JSON_TYPE]: { schema, examples } },
  };
};

const accepted: Part = {
  ...good(
    'Asked for, or queued until what stands in the way has passed: events announce the rest.',
    'Accepted',
    'Queued',
  ),
  headers: headersOf(['RequestId', 'ContentLanguage', 'Location', 'RetryAfter']),
};

/** CloudEvents are answered as a batch of messages is: what becomes of each, without places to look. */
const createAccepted: Part = {
  ...good(
    'Asked for, or queued until what stands in the way has passed: events announce the rest. CloudEvents are answered with what became of each.',
    'Accepted',
    'Queued',
    'Outcomes',
  ),
  headers: headersOf(['RequestId', 'ContentLanguage', 'CreateLocation', 'CreateRetryAfter']),
};

const CLOUD_EVENT: Part = {
  type: 'object',
  description: 'CloudEvents 1.0 with a request, or a list of them, as data',
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string' },
    source: { type: 'string' },
    type: { type: 'string' },
    data: {},
  },
  required: ['specversion', 'id', 'source', 'type'],
};

const EVENT_EXAMPLE: Part = {
  specversion: '1.0',
  id: 'order-4711',
  source: 'shop',
  type: 'peering:Connection:Requested',
  data: CREATE_EXAMPLE,
};

const dryRun = good(
  'A dry run that passed: nothing was changed, scheduled or announced.',
  'DryRun',
);

const bodyOf = (action: Action, example: Part, required = false): Part => ({
  required,
  content: { [JSON_TYPE]: { schema: ref('schemas', requestName(action)), example } },
});

const onInstance = (action: Action, summary: string, description: string, example: Part): Part => ({
  summary,
  description,
  tags: ['Peerings'],
  parameters: [
    parameter('InstanceId'),
    ...(action === 'delete' ? [parameter('Force'), parameter('DryRun')] : []),
    parameter('IdempotencyKey'),
    parameter('IfMatch'),
    parameter('Prefer'),
    parameter('AcceptLanguage'),
  ],
  requestBody: bodyOf(action, example, action === 'modify'),
  responses: { '200': dryRun, '202': accepted, ...problems(OF_ANY, OF_BODY, OF_CLOUD, [412, 422]) },
});

/** What the document says of each operation of the route table. */
export const OPERATIONS: Readonly<Record<Operation, Part>> = {
  createPeering: {
    summary: 'Connect two VPCs',
    description:
      'Looks at the pair first, so that a repetition ends in the same connection. With `dryRun` it only asks the service; with `preflight` it looks at both VPCs before anything is called.',
    tags: ['Peerings'],
    parameters: [parameter('IdempotencyKey'), parameter('Prefer'), parameter('AcceptLanguage')],
    requestBody: {
      required: true,
      content: {
        [JSON_TYPE]: { schema: ref('schemas', requestName('create')), example: CREATE_EXAMPLE },
        'application/cloudevents+json': { schema: CLOUD_EVENT, example: EVENT_EXAMPLE },
        'application/cloudevents-batch+json': {
          schema: { type: 'array', items: CLOUD_EVENT },
          example: [EVENT_EXAMPLE],
        },
      },
    },
    responses: {
      '200': dryRun,
      '202': createAccepted,
      ...problems(OF_ANY, OF_BODY, OF_CLOUD, [422]),
    },
  },
  listPeerings: {
    summary: 'List connections',
    description: 'Connections that carry our tags, or all that the account sees.',
    tags: ['Peerings'],
    parameters: [...listParameters(), parameter('AcceptLanguage')],
    responses: { '200': good('A page.', 'ConnectionList'), ...problems(OF_ANY, OF_CLOUD) },
  },
  preflightPeering: {
    summary: 'Look for what would stand in the way of a connection',
    description:
      'Takes the body of a create, whatever its `preflight` says, and changes nothing. What cannot be read is a finding, too.',
    tags: ['Peerings'],
    parameters: [parameter('IdempotencyKey'), parameter('AcceptLanguage')],
    requestBody: bodyOf('create', CREATE_EXAMPLE, true),
    responses: {
      '200': good('What was found, and the routes that the request comes to.', 'PreflightAnswer'),
      ...problems(OF_ANY, OF_BODY, OF_CLOUD),
    },
  },
  getPeering: {
    summary: 'Look at one connection',
    tags: ['Peerings'],
    parameters: [parameter('InstanceId'), parameter('AcceptLanguage')],
    responses: {
      '200': {
        ...good('The connection as the cloud shows it now.', 'ShownConnection'),
        headers: headersOf(['RequestId', 'ContentLanguage', 'ETag']),
      },
      ...problems(OF_ANY, OF_CLOUD),
    },
  },
  getRoutes: {
    summary: 'Look at the routes of a connection',
    description:
      'The plan in full with the state of each entry, and every entry that leads to the connection. Reads both VPCs and changes nothing; an end that cannot be read is a finding.',
    tags: ['Peerings'],
    parameters: [parameter('InstanceId'), parameter('AcceptLanguage')],
    responses: {
      '200': good('The routes as they are now.', 'Routes'),
      ...problems(OF_ANY, OF_CLOUD),
    },
  },
  repairRoutes: {
    summary: 'Make good what is missing of the routes',
    description:
      'Has the router compare the wanted routes with the tables and make what is missing; `peerflow:Routes:*` announces the result. The call has no fields.',
    tags: ['Peerings'],
    parameters: [
      parameter('InstanceId'),
      parameter('IdempotencyKey'),
      parameter('Prefer'),
      parameter('AcceptLanguage'),
    ],
    responses: { '202': accepted, ...problems(OF_ANY, OF_BODY, OF_CLOUD) },
  },
  modifyPeering: onInstance(
    'modify',
    'Change name, description, bandwidth, link type or routes',
    'Goes through Updating back to Activated; `peerflow:Connection:Updated` announces when. Routes alone are announced by `peerflow:Routes:*`.',
    { name: 'hangzhou-shanghai', bandwidth: 200 },
  ),
  deletePeering: onInstance(
    'delete',
    'Delete a connection',
    'Routes of ours are removed first; routes of others refuse it, unless `force` leaves them to the API. `peerflow:Connection:Deleted` announces when it is gone.',
    { dryRun: true },
  ),
  acceptPeering: onInstance(
    'accept',
    'Accept a connection for the accepting account',
    'For a connection in Accepting, with the role of the accepting account.',
    { dryRun: true },
  ),
  rejectPeering: onInstance(
    'reject',
    'Reject a connection for the accepting account',
    'For a connection in Accepting, with the role of the accepting account.',
    { dryRun: true },
  ),
  getOpenApi: {
    summary: 'This document',
    tags: ['Service'],
    parameters: [],
    responses: {
      '200': {
        description: 'OpenAPI 3.1',
        headers: headersOf(['RequestId']),
        content: { [JSON_TYPE]: { schema: { type: 'object' } } },
      },
      ...problems(OF_ANY),
    },
  },
  getHealth: {
    summary: 'Whether configuration, credentials and everything around them are in order',
    description:
      'Calls nothing and shows no value of the configuration; anonymous callers read the status alone. With `deep` it names each missing right, bus, queue, function and wrong setting, under the name of the function.',
    tags: ['Service'],
    parameters: [parameter('Deep'), parameter('AcceptLanguage')],
    responses: {
      '200': good('What was found.', 'Health', 'DeepHealth'),
      ...problems(OF_ANY),
    },
  },
  getPage: {
    summary: 'The page, where PEERFLOW_PAGE is on',
    tags: ['Service'],
    parameters: [],
    responses: {
      '200': {
        description: 'One self-contained page that reads this API',
        headers: headersOf(['RequestId']),
        content: { 'text/html': { schema: { type: 'string' } } },
      },
      ...problems(OF_ANY, [404]),
    },
  },
};
