import { commonJs } from '../aliyun/core.ts';
import type { FollowUpEvent } from '../peering/model/event.ts';
import type { SinkResult } from '../peering/ports.ts';
import type { Fault, Prepare, SinkEnvironment, SinkUrl, TargetOf } from './kind.ts';
import { DELIVERED, failure, withoutCredentials } from './result.ts';

export const schemes = ['mns'];
export const form = 'mns://{queues|topics}/{name}';

type Target = TargetOf<'mns'>;

const URL_FORM = /^mns:\/\/(queues|topics)\/([A-Za-z0-9][A-Za-z0-9-]{0,119})$/;

/** Reads `mns://queues/{name}` and `mns://topics/{name}`. */
export const parse = ({ url }: SinkUrl): Target | Fault => {
  const [, of, name] = URL_FORM.exec(url) ?? [];
  return name === undefined
    ? { fault: `must look like ${form}` }
    : { kind: 'mns', of: of === 'queues' ? 'queues' : 'topics', name };
};

export const label = ({ of, name }: Target): string => `mns:${of}/${name}`;

const CREATED = 201;

/** Base64 of the structured CloudEvent: the client does not escape XML, and consumers expect Base64. */
const messageOf = (event: FollowUpEvent) => ({
  MessageBody: Buffer.from(JSON.stringify(event)).toString('base64'),
});

/** What the client answers; an error without an XML body (a gateway's 502) resolves all the same. */
export const resultOf = ({ code }: { readonly code: number }): SinkResult =>
  code === CREATED ? DELIVERED : failure({ code: 'MalformedResponse', status: code });

/**
 * SendMessage or PublishMessage through the official client. A message may have 64 KB; an event of at most
 * 30 KB stays below it in Base64.
 */
export const open = ({ of, name }: Target, environment: SinkEnvironment): Prepare => {
  const { accountId, credentials, region } = environment;
  if (credentials === undefined) return withoutCredentials;
  const { host, protocol } = environment.endpointOf('MNS');
  const { securityToken, ...keys } = credentials;

  return async (event, timeoutMs) => {
    // The package's own entry also reaches for an es5 build that no bundle needs.
    const { default: Client } = commonJs(await import('@alicloud/mns/lib/client.js'));
    const client = new Client(accountId, {
      ...keys,
      ...(securityToken === '' ? {} : { securityToken }),
      region,
      endpoint: `${protocol}://${host}`,
      connectTimeout: timeoutMs,
      readTimeout: timeoutMs,
    });
    const message = messageOf(event);
    return async () =>
      resultOf(
        of === 'queues'
          ? await client.sendMessage(name, message)
          : await client.publishMessage(name, message),
      );
  };
};
