import type { Operation } from '../../lib/http/routes.ts';
import type { Action } from '../../lib/peering/model/request.ts';
import { CREATE_EXAMPLE, EXAMPLES } from './examples.ts';
import { listParameters, parameter } from './parameters.ts';
import { headersOf, problemsOf } from './problem-responses.ts';
import { JSON_TYPE, type Part, ref } from './refs.ts';
import { requestName } from './schemas.ts';

/** What the cloud may refuse a call with. */
const OF_CLOUD = [400, 403, 404, 409, 429, 503];
/** What may be wrong with any call. */
const OF_ANY = [405, 503];
/** What may be wrong with a body. */
const OF_BODY = [400, 413, 415];

const problems = (...groups: readonly (readonly number[])[]): Part =>
  problemsOf([...new Set(groups.flat())].sort((a, b) => a - b));

const good = (description: string, ...names: readonly string[]): Part => {
  const [first = ''] = names;
  const schema =
    names.length === 1
      ? ref('schemas', first)
      : { oneOf: names.map((name) => ref('schemas', name)) };
  const examples = Object.fromEntries(names.map((name) => [name, { value: EXAMPLES[name] }]));
  return {
    description,
    headers: headersOf(['RequestId']),
    content: { [JSON_TYPE]: { schema, examples } },
  };
};

const accepted: Part = {
  ...good(
    'Asked for, or queued until what stands in the way has passed: events tell the rest.',
    'Accepted',
    'Queued',
  ),
  headers: headersOf(['RequestId', 'Location', 'RetryAfter']),
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
    ...(action === 'delete' ? [parameter('Force')] : []),
    parameter('IdempotencyKey'),
    parameter('AcceptLanguage'),
  ],
  requestBody: bodyOf(action, example, action === 'modify'),
  responses: { '200': dryRun, '202': accepted, ...problems(OF_ANY, OF_BODY, OF_CLOUD) },
});

/** What the document says of each operation of the route table. */
export const OPERATIONS: Readonly<Record<Operation, Part>> = {
  createPeering: {
    summary: 'Connect two VPCs',
    description:
      'Looks at the pair first, so that a repetition ends in the same connection. With `dryRun` it only asks the service; with `preflight` it looks at both VPCs before anything is called.',
    tags: ['Peerings'],
    parameters: [parameter('IdempotencyKey'), parameter('AcceptLanguage')],
    requestBody: bodyOf('create', CREATE_EXAMPLE, true),
    responses: { '200': dryRun, '202': accepted, ...problems(OF_ANY, OF_BODY, OF_CLOUD, [422]) },
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
      '200': good('What was found; an empty list means nothing.', 'PreflightAnswer'),
      ...problems(OF_ANY, OF_BODY, OF_CLOUD),
    },
  },
  getPeering: {
    summary: 'Look at one connection',
    tags: ['Peerings'],
    parameters: [parameter('InstanceId'), parameter('AcceptLanguage')],
    responses: {
      '200': good('The connection as the cloud shows it now.', 'ShownConnection'),
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
  modifyPeering: onInstance(
    'modify',
    'Change name, description, bandwidth or link type',
    'Goes through Updating back to Activated; `peerflow:Connection:Updated` tells when.',
    { name: 'hangzhou-shanghai', bandwidth: 200 },
  ),
  deletePeering: onInstance(
    'delete',
    'Delete a connection',
    'Routes of ours are removed first; routes of others refuse it, unless `force` leaves them to the API. `peerflow:Connection:Deleted` tells when it is gone.',
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
    summary: 'Whether configuration and credentials are in order',
    description: 'Calls nothing and tells no secret. What is missing is named in the problem.',
    tags: ['Service'],
    parameters: [],
    responses: { '200': good('They are.', 'Health'), ...problems(OF_ANY) },
  },
};
