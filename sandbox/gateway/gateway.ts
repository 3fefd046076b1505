import type { Cloud } from '../assemble.ts';
import type { Key } from '../cloud/credentials.ts';
import { CloudFault, refuse } from '../cloud/fault.ts';
import type { Params } from '../cloud/operation.ts';
import type { World } from '../cloud/world.ts';
import { paramsOf, rpcJson } from '../http.ts';
import type { Service } from '../services.ts';
import type { Access } from './access.ts';

type Answer = ReturnType<World['call']>;

const isDigits = (value: unknown): value is { digits: string } =>
  typeof value === 'object' && value !== null && 'digits' in value;

/** JSON with account ids (`digits`) as bare numbers, as the cloud has them: `JSON.stringify` would lose digits. */
export const cloudJson = (body: Answer): string =>
  JSON.stringify(body, (_, value: unknown) =>
    isDigits(value) ? `\u0001${value.digits}\u0001` : value,
  ).replace(/"\\u0001(\d+)\\u0001"/g, '$1');

/** Where the id of what a call is about may stand, nearest first. */
const IN_ANSWER = ['InstanceId', 'RouteEntryId'];
const IN_PARAMS = ['InstanceId', 'RouteEntryId', 'RouteTableId', 'RouteEntries.1.RouteTableId'];

/** What a call was about, and how many entries of a batch failed. */
const subjectOf = (params: Params, body: Answer): string => {
  const id =
    IN_ANSWER.map((name) => body[name]).find(Boolean) ??
    IN_PARAMS.map((name) => params[name]).find(Boolean);
  const failed = Number(body.FailedCount ?? 0);
  const all = failed + Number(body.SuccessCount ?? 0);
  return [id, failed > 0 ? `(${failed} of ${all} entries failed)` : ''].filter(Boolean).join(' ');
};

/** The gateway of the RPC products: verifies, and dispatches by version and action. */
export const createGateway = ({
  world,
  journal,
  access,
}: Pick<Cloud, 'world' | 'journal'> & { readonly access: Pick<Access, 'callerOf'> }): Service => {
  world.onChange(({ instanceId, status }, from) =>
    journal.record({
      kind: 'status',
      summary: `${instanceId} ${from || 'new'} → ${status}`,
      detail: { instanceId, from, status },
    }),
  );

  return async (request, { action, requestId, service: { name } }) => {
    if (!action || request.path !== '/') return undefined;
    const params = paramsOf(request);
    let key: Key | undefined;
    const note = (status: number, code: string, subject = ''): void => {
      const words = [action, status, code === 'OK' ? '' : code, subject];
      const accountId = key?.accountId ?? null;
      const detail = { action, params, status, code, requestId, accountId };
      journal.record({ kind: 'api', summary: words.filter(Boolean).join(' '), detail });
    };
    try {
      if (!['GET', 'POST'].includes(request.method)) throw refuse('UnsupportedHTTPMethod');
      key = access.callerOf('Acs3', request);
      if (name !== 'VpcPeer' && name !== 'Vpc' && name !== 'Sts') throw refuse('InvalidVersion');
      const answer = world.call(key, name, action, params);
      note(200, 'OK', subjectOf(params, answer));
      return rpcJson(200, cloudJson({ RequestId: requestId, ...answer }));
    } catch (error) {
      if (error instanceof CloudFault) note(error.status, error.code);
      throw error;
    }
  };
};
