import { Readable } from 'node:stream';
import { createCoreClient } from '../aliyun/core.ts';
import { type SinkEnvironment, serviceHost } from './environment.ts';
import type { Fault, Prepare, SinkUrl, TargetOf } from './kind.ts';
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

/** A stream of some bytes. `Readable.from` would do, with an iterator more to compile in a cold start. */
const streamOf = (text: string): Readable => {
  const stream = new Readable({ read: () => {} });
  stream.push(Buffer.from(text));
  stream.push(null);
  return stream;
};

/** A body that nobody reads keeps its socket. */
const discard = (body: unknown): void => {
  if (body instanceof Readable) body.on('error', () => {}).resume();
};

/** An asynchronous invocation of Function Compute 3.0 with the structured CloudEvent as body. */
export const open = (target: Target, environment: SinkEnvironment): Prepare => {
  const { credentials } = environment;
  if (credentials === undefined) return withoutCredentials;
  const { functionName, qualifier } = target;
  const client = createCoreClient(serviceHost(environment, 'FC'), credentials);

  return async (event) => {
    const body = JSON.stringify(event);
    return async () => {
      const answer = await client({
        action: 'InvokeFunction',
        version: '2023-03-30',
        style: 'ROA',
        pathname: `/2023-03-30/functions/${encodeURIComponent(functionName)}/invocations`,
        ...(qualifier === undefined ? {} : { query: { qualifier } }),
        headers: { 'x-fc-invocation-type': 'Async' },
        stream: streamOf(body),
        bodyType: 'binary',
      });
      discard(answer.body);
      return answer.statusCode === ACCEPTED
        ? DELIVERED
        : failure({ code: 'MalformedResponse', status: answer.statusCode });
    };
  };
};
