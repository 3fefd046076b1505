import {
  type Accepted,
  accepted,
  list,
  type Routes,
  type Row,
  routes,
  row,
} from '../../page/model/contract.ts';
import { type ApiClient, ApiProblem } from './client.ts';

const PAGE_SIZE = '100';

export interface ListFilter {
  readonly requestId?: string | undefined;
  readonly vpcId?: string | undefined;
  readonly status?: string | undefined;
  readonly regionId?: string | undefined;
  readonly all?: boolean | undefined;
}

const queryOf = (filter: ListFilter, token: string | null): string => {
  const query = new URLSearchParams({ maxResults: PAGE_SIZE });
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined && value !== false) query.set(name, String(value));
  if (token !== null) query.set('nextToken', token);
  return query.toString();
};

/** Every connection that a filter leaves, walking all pages. */
export const listConnections = async (
  api: ApiClient,
  filter: ListFilter,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let token: string | null = null;
  do {
    const page: { connections: Row[]; nextToken: string | null } = await api.call(
      { method: 'GET', path: `peerings?${queryOf(filter, token)}` },
      list,
    );
    rows.push(...page.connections);
    token = page.nextToken;
  } while (token !== null);
  return rows;
};

const pathOf = (instanceId: string, rest = ''): string =>
  `peerings/${encodeURIComponent(instanceId)}${rest}`;

/** One connection, or undefined if the cloud does not show it. */
export const getConnection = async (
  api: ApiClient,
  instanceId: string,
): Promise<Row | undefined> => {
  try {
    return await api.call({ method: 'GET', path: pathOf(instanceId) }, row);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
};

export const getRoutes = (api: ApiClient, instanceId: string): Promise<Routes> =>
  api.call({ method: 'GET', path: pathOf(instanceId, '/routes') }, routes);

/** A write: its answer says what was taken. Repeating it with the same key does nothing twice. */
export const write = (
  api: ApiClient,
  request: {
    readonly method: 'POST' | 'DELETE';
    readonly path: string;
    readonly key: string;
    readonly body?: unknown;
    readonly ifMatch?: string | undefined;
  },
): Promise<Accepted> =>
  api.call(
    {
      method: request.method,
      path: request.path,
      ...(request.body === undefined ? {} : { body: request.body }),
      headers: {
        'idempotency-key': request.key,
        ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
      },
    },
    accepted,
  );

export { pathOf as peeringPath };
