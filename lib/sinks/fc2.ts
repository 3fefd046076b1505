import { commonJs } from '../aliyun/core.ts';
import type { SinkResult } from '../peering/ports.ts';
import type { Fault, Prepare, SinkEnvironment, SinkUrl, TargetOf } from './kind.ts';
import { DELIVERED, failure, withoutCredentials } from './result.ts';

export const schemes = ['fc2'];
export const form = 'fc2://{service}/{function}[?qualifier=]';

type Target = TargetOf<'fc2'>;

const NAME = '[A-Za-z_][\\w-]{0,127}';
const URL_FORM = new RegExp(`^fc2://(${NAME})/(${NAME})(?:\\?qualifier=([A-Za-z0-9._-]{1,128}))?$`);

/** Reads `fc2://{service}/{function}[?qualifier=]`. */
export const parse = ({ url }: SinkUrl): Target | Fault => {
  const [, service, functionName, qualifier] = URL_FORM.exec(url) ?? [];
  return service === undefined || functionName === undefined
    ? { fault: `must look like ${form}` }
    : { kind: 'fc2', service, functionName, qualifier };
};

export const label = ({ service, functionName }: Target): string =>
  `fc2:${service}/${functionName}`;

/** What the client answers. */
interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** An acknowledgement has a request id or an empty body; anything else is a page of some proxy. */
export const resultOf = ({ headers, data }: Answer): SinkResult =>
  headers['x-fc-request-id'] === undefined && data !== ''
    ? failure({ code: 'MalformedResponse' })
    : DELIVERED;

/**
 * An asynchronous invocation of Function Compute 2.0 with the structured CloudEvent as body. The client drops
 * the security token unless the access key id begins with `STS`, which those of Function Compute need not
 * do; as a header of our own it is always sent.
 */
export const open = (target: Target, environment: SinkEnvironment): Prepare => {
  const { accountId, credentials, region } = environment;
  if (credentials === undefined) return withoutCredentials;
  const { host, protocol } = environment.endpointOf('FC2');
  const { accessKeyId, accessKeySecret, securityToken } = credentials;

  return async (event, timeoutMs) => {
    // The package's own entry also reaches for an es5 build that no bundle needs.
    const { default: Client } = commonJs(await import('@alicloud/fc2/lib/client.js'));
    const client = new Client(accountId, {
      accessKeyID: accessKeyId,
      accessKeySecret,
      securityToken: securityToken || undefined,
      region,
      endpoint: `${protocol}://${host}`,
      timeout: timeoutMs,
      headers: securityToken === '' ? {} : { 'x-fc-security-token': securityToken },
    });
    const body = JSON.stringify(event);
    return async () =>
      resultOf(
        await client.invokeFunction(
          target.service,
          target.functionName,
          body,
          { 'x-fc-invocation-type': 'Async' },
          target.qualifier,
        ),
      );
  };
};
