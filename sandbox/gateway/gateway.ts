import { randomUUID } from 'node:crypto';
import type { Key } from '../cloud/credentials.ts';
import { CloudFault, refuse } from '../cloud/fault.ts';
import type { Answer } from '../cloud/operation.ts';
import type { Product, World } from '../cloud/world.ts';
import type { HttpAnswer, HttpRequest, Service } from '../http/types.ts';
import type { Journal } from '../journal.ts';
import { type Acs3Deps, verifyAcs3 } from './acs3.ts';
import { paramsOf } from './params.ts';
import { subjectOf } from './subject.ts';

const PRODUCTS: Readonly<Record<string, Product>> = {
  '2022-01-01': 'VpcPeer',
  '2016-04-28': 'Vpc',
  '2015-04-01': 'Sts',
};

const isDigits = (value: unknown): value is { digits: string } =>
  typeof value === 'object' && value !== null && 'digits' in value;

/** JSON with account ids as bare numbers, all digits kept: `JSON.stringify` cannot write those. */
export const cloudJson = (body: Answer): string =>
  JSON.stringify(body, (_, value: unknown) =>
    isDigits(value) ? `\u0001${value.digits}\u0001` : value,
  ).replace(/"\\u0001(\d+)\\u0001"/g, '$1');

const json = (
  status: number,
  body: Answer,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  body: cloudJson(body),
});

const refusal = (fault: CloudFault, requestId: string, host: string): HttpAnswer =>
  json(
    fault.status,
    {
      RequestId: requestId,
      HostId: host,
      Code: fault.code,
      Message: fault.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${fault.code}&requestId=${requestId}`,
      ...fault.detail,
    },
    { 'x-acs-request-id': requestId, ...fault.headers },
  );

export interface GatewayOptions {
  readonly world: World;
  readonly journal: Journal;
  readonly verify: Acs3Deps;
}

interface Handled {
  readonly answer: HttpAnswer;
  readonly code: string;
  /** What the call was about, where it is known. */
  readonly subject?: string;
  readonly key?: Key | undefined;
}

/** The RPC gateway: verifies, dispatches by version and action, answers as the cloud does. */
export const createGateway = ({ world, journal, verify }: GatewayOptions): Service => {
  world.onChange((connection, from) =>
    journal.record({
      kind: 'status',
      summary: `${connection.instanceId} ${from || 'new'} → ${connection.status}`,
      detail: { instanceId: connection.instanceId, from, status: connection.status },
    }),
  );

  const handle = (
    request: HttpRequest,
    action: string,
    params: Record<string, string>,
    requestId: string,
  ): Handled => {
    const host = request.headers.host ?? '';
    let key: Key | undefined;
    try {
      if (!['GET', 'POST'].includes(request.method)) throw refuse('UnsupportedHTTPMethod');
      key = verifyAcs3(request, verify);
      const product = PRODUCTS[request.headers['x-acs-version'] ?? ''];
      if (!product) throw refuse('InvalidVersion');
      const body = world.call(key, product, action, params);
      const answer = json(
        200,
        { RequestId: requestId, ...body },
        { 'x-acs-request-id': requestId },
      );
      return { answer, code: 'OK', subject: subjectOf(params, body), key };
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      return { answer: refusal(error, requestId, host), code: error.code, key };
    }
  };

  return async (request) => {
    const action = request.headers['x-acs-action'];
    if (action === undefined || request.path !== '/') return undefined;
    const requestId = randomUUID().toUpperCase();
    const params = paramsOf(request);
    const { answer, code, subject, key } = handle(request, action, params, requestId);
    const words = [action, answer.status, code === 'OK' ? '' : code, subject];
    journal.record({
      kind: 'api',
      summary: words.filter(Boolean).join(' '),
      detail: {
        action,
        params,
        status: answer.status,
        code,
        requestId,
        accountId: key?.accountId ?? null,
      },
    });
    return answer;
  };
};
