import type { CoreAnswer, CoreCall, CoreClient } from '../../../lib/aliyun/core.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';

export const ROLE = 'acs:ram::1310123456123456:role/peerflow-accepter';

export const REQUEST = {
  roleArn: ROLE,
  sessionName: 'peerflow@1210123456123456',
  externalId: 'shared',
  policy: '{"Version":"1","Statement":[]}',
};

/** What a service throws through the official client. */
export const sdkError = (code: string, statusCode = 400): Error =>
  Object.assign(new Error(`code: ${statusCode}, No, sorry. request id: R-1`), {
    code,
    statusCode,
    requestId: 'R-1',
  });

export const apiError = (operation: string, code: string, status = 400): ApiError =>
  new ApiError({ kind: 'api', operation, code, message: 'No, sorry.', status });

/** An STS whose sessions last fifteen minutes by `now`; the n-th has the key `STS.n`. */
export const fakeSts = (now: () => number) => {
  const calls: CoreCall[] = [];
  const answer = (n: number): CoreAnswer => ({
    statusCode: 200,
    headers: {},
    body: JSON.stringify({
      Credentials: {
        AccessKeyId: `STS.${n}`,
        AccessKeySecret: 'secret',
        SecurityToken: `token-${n}`,
        Expiration: new Date(now() + 900_000).toISOString(),
      },
    }),
  });
  const client: CoreClient = async (call) => answer(calls.push(call));
  return { client, calls };
};
