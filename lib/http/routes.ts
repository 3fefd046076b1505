import type { Endpoint } from './context.ts';
import { getList } from './endpoints/get-list.ts';
import { getOne } from './endpoints/get-one.ts';
import { getRoutes } from './endpoints/get-routes.ts';
import { healthz } from './endpoints/healthz.ts';
import { openApi } from './endpoints/openapi.ts';
import { page } from './endpoints/page.ts';
import { postPeerings } from './endpoints/post-peerings.ts';
import { preflight } from './endpoints/preflight.ts';
import { repairRoutes } from './endpoints/repair-routes.ts';
import { write } from './endpoints/write.ts';
import { LIST_PARAMETERS } from './list/query.ts';

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface Route<Operation extends string = string> {
  /** Names the operation in the OpenAPI document. */
  readonly operation: Operation;
  readonly method: Method;
  /** Parameters begin with a colon. */
  readonly path: string;
  /** Query parameters; any other one is refused. */
  readonly query: readonly string[];
  readonly endpoint: Endpoint;
}

const PEERING = '/peerings/:instanceId';

/**
 * Every call there is: the router serves this table and the OpenAPI document is made from it. HEAD goes
 * with GET, OPTIONS with every path.
 */
export const ROUTES = [
  {
    operation: 'createPeering',
    method: 'POST',
    path: '/peerings',
    query: [],
    endpoint: postPeerings,
  },
  {
    operation: 'listPeerings',
    method: 'GET',
    path: '/peerings',
    query: LIST_PARAMETERS,
    endpoint: getList,
  },
  {
    operation: 'preflightPeering',
    method: 'POST',
    path: '/peerings/preflight',
    query: [],
    endpoint: preflight,
  },
  { operation: 'getPeering', method: 'GET', path: PEERING, query: [], endpoint: getOne },
  {
    operation: 'modifyPeering',
    method: 'PATCH',
    path: PEERING,
    query: [],
    endpoint: write('modify'),
  },
  {
    operation: 'deletePeering',
    method: 'DELETE',
    path: PEERING,
    query: ['force', 'dryRun'],
    endpoint: write('delete'),
  },
  {
    operation: 'acceptPeering',
    method: 'POST',
    path: `${PEERING}/accept`,
    query: [],
    endpoint: write('accept'),
  },
  {
    operation: 'rejectPeering',
    method: 'POST',
    path: `${PEERING}/reject`,
    query: [],
    endpoint: write('reject'),
  },
  {
    operation: 'getRoutes',
    method: 'GET',
    path: `${PEERING}/routes`,
    query: [],
    endpoint: getRoutes,
  },
  {
    operation: 'repairRoutes',
    method: 'POST',
    path: `${PEERING}/routes`,
    query: [],
    endpoint: repairRoutes,
  },
  {
    operation: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    query: [],
    endpoint: openApi,
  },
  { operation: 'getHealth', method: 'GET', path: '/healthz', query: ['deep'], endpoint: healthz },
  { operation: 'getPage', method: 'GET', path: '/', query: [], endpoint: page },
] as const satisfies readonly Route[];

export type Operation = (typeof ROUTES)[number]['operation'];
