// The package's own entry also reaches for an es5 build that no bundle needs.
import Fc2Client from '@alicloud/fc2/lib/client.js';
import { DELIVERED, type SinkClient } from '../attempt.ts';
import { required } from '../credentials.ts';
import { attemptOfFailure } from '../failure.ts';
import { oneByOne } from '../one-by-one.ts';
import type { Fc2Target, SinkDependencies } from '../target.ts';

/** A page of some proxy instead of an acknowledgement, which has a request id or an empty body. */
const isForeign = (headers: Readonly<Record<string, unknown>>, data: unknown): boolean =>
  headers['x-fc-request-id'] === undefined && data !== '';

/**
 * `fc2://{service}/{function}[?qualifier=]`: an asynchronous invocation of Function Compute 2.0 with the
 * structured CloudEvent as body. The client drops the security token unless the access key id begins
 * with `STS`, which those of Function Compute need not do; as a header of our own it is always sent.
 */
export const fc2Sink = (
  sink: Fc2Target,
  { accountId, credentials, endpointOf, regionId }: SinkDependencies,
): SinkClient => {
  const { host, protocol } = endpointOf('FC2');
  const { accessKeyId, accessKeySecret, securityToken } = required(credentials);

  return oneByOne(async (event, timeoutMs) => {
    const client = new Fc2Client(accountId, {
      accessKeyID: accessKeyId,
      accessKeySecret,
      securityToken: securityToken || undefined,
      region: regionId,
      endpoint: `${protocol}://${host}`,
      timeout: timeoutMs,
      headers: securityToken === '' ? {} : { 'x-fc-security-token': securityToken },
    });
    const { headers, data } = await client.invokeFunction(
      sink.service,
      sink.function,
      JSON.stringify(event),
      { 'x-fc-invocation-type': 'Async' },
      sink.qualifier,
    );
    return isForeign(headers, data) ? attemptOfFailure({ code: 'MalformedResponse' }) : DELIVERED;
  });
};
