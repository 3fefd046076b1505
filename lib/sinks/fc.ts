import { type CoreClient, createCoreClient } from '../aliyun/core.ts';
import { invoke } from '../aliyun/fc.ts';
import type { Fault, Prepare, SinkEnvironment, SinkUrl, TargetOf } from './kind.ts';
import { DELIVERED, failure, withoutCredentials } from './result.ts';

export const schemes = ['fc'];
export const form = 'fc://{function}[?qualifier=]';

type Target = TargetOf<'fc'>;

/** A function that came over from Function Compute 2.0 is called `{service}${function}`. */
const URL_FORM = /^fc:\/\/([A-Za-z_][\w$-]{0,127})(?:\?qualifier=([A-Za-z0-9._-]{1,128}))?$/;

/** Reads `fc://{function}[?qualifier=]`. */
export const parse = ({ url }: SinkUrl): Target | Fault => {
  const [, functionName, qualifier] = URL_FORM.exec(url) ?? [];
  return functionName === undefined
    ? { fault: `must look like ${form}` }
    : { kind: 'fc', functionName, qualifier };
};

export const label = ({ functionName }: Target): string => `fc:${functionName}`;

/** What an asynchronous invocation is acknowledged with. */
const ACCEPTED = 202;

/** An asynchronous invocation of Function Compute 3.0 with the structured CloudEvent as body. */
export const through =
  (client: CoreClient, { functionName, qualifier }: Target): Prepare =>
  async (event, timeoutMs) => {
    const payload = JSON.stringify(event);
    return async () => {
      const { statusCode } = await invoke(client, {
        functionName,
        qualifier,
        type: 'Async',
        payload,
        timeoutMs,
        // A sink sends once: whether to try again is for its caller to say.
        idempotent: false,
      });
      return statusCode === ACCEPTED
        ? DELIVERED
        : failure({ code: 'MalformedResponse', status: statusCode });
    };
  };

/** Through the official core, with the credentials of the invocation. */
export const open = (target: Target, { credentials, endpointOf }: SinkEnvironment): Prepare =>
  credentials === undefined
    ? withoutCredentials
    : through(createCoreClient(endpointOf('FC'), credentials), target);
