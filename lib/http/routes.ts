import type { Endpoint } from './context.ts';
import { getList } from './endpoints/get-list.ts';
import { getOne } from './endpoints/get-one.ts';
import { getRoutes } from './endpoints/get-routes.ts';
import { healthz } from './endpoints/healthz.ts';
import { openApi } from './endpoints/openapi.ts';
import { preflight } from './endpoints/preflight.ts';
import { write } from './endpoints/write.ts';

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface Route<Operation extends string = string> {
  /** Names the operation in the OpenAPI document. */
  readonly operation: Operation;
  readonly method: Method;
  /** Parameters begin with a colon. */
  readonly path: string;
  readonly endpoint: Endpoint;
}

/**
 * Every call there is: the router serves this table and the OpenAPI document is made from it. HEAD goes
 * with GET, OPTIONS with every path.
 */
export const ROUTES = [
  { operation: 'createPeering', method: 'POST', path: '/peerings', endpoint: write('create') },
  { operation: 'listPeerings', method: 'GET', path: '/peerings', endpoint: getList },
  {
    operation: 'preflightPeering',
    method: 'POST',
    path: '/peerings/preflight',
    endpoint: preflight,
  },
  { operation: 'getPeering', method: 'GET', path: '/peerings/:instanceId', endpoint: getOne },
  {
    operation: 'getRoutes',
    method: 'GET',
    path: '/peerings/:instanceId/routes',
    endpoint: getRoutes,
  },
  {
    operation: 'modifyPeering',
    method: 'PATCH',
    path: '/peerings/:instanceId',
    endpoint: write('modify'),
  },
  {
    operation: 'deletePeering',
    method: 'DELETE',
    path: '/peerings/:instanceId',
    endpoint: write('delete'),
  },
  {
    operation: 'acceptPeering',
    method: 'POST',
    path: '/peerings/:instanceId/accept',
    endpoint: write('accept'),
  },
  {
    operation: 'rejectPeering',
    method: 'POST',
    path: '/peerings/:instanceId/reject',
    endpoint: write('reject'),
  },
  { operation: 'getOpenApi', method: 'GET', path: '/openapi.json', endpoint: openApi },
  { operation: 'getHealth', method: 'GET', path: '/healthz', endpoint: healthz },
] as const satisfies readonly Route[];

export type Operation = (typeof ROUTES)[number]['operation'];
