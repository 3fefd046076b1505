// The package's own entry also reaches for an es5 build that no bundle needs.
import MnsClient from '@alicloud/mns/lib/client.js';
import type { FollowUpEvent } from '../../peering/model/event.ts';
import { DELIVERED, type SinkClient } from '../attempt.ts';
import { required } from '../credentials.ts';
import { attemptOfFailure } from '../failure.ts';
import { oneByOne } from '../one-by-one.ts';
import type { MnsTarget, SinkDependencies } from '../target.ts';

const CREATED = 201;

/** Base64 of the structured CloudEvent: the client does not escape XML, and consumers expect Base64. */
const messageOf = (event: FollowUpEvent) => ({
  MessageBody: Buffer.from(JSON.stringify(event)).toString('base64'),
});

/**
 * `mns://queues/{name}` (SendMessage) and `mns://topics/{name}` (PublishMessage) through the official
 * client. A message may have 64 KB; an event of at most 40 KB stays below it in Base64.
 */
export const mnsSink = (
  sink: MnsTarget,
  { accountId, credentials, endpointOf, regionId }: SinkDependencies,
): SinkClient => {
  const { host, protocol } = endpointOf('MNS');
  const { securityToken, ...keys } = required(credentials);

  return oneByOne(async (event, timeoutMs) => {
    const client = new MnsClient(accountId, {
      ...keys,
      ...(securityToken === '' ? {} : { securityToken }),
      region: regionId,
      endpoint: `${protocol}://${host}`,
      connectTimeout: timeoutMs,
      readTimeout: timeoutMs,
    });
    const { code } =
      sink.kind === 'mns-queue'
        ? await client.sendMessage(sink.name, messageOf(event))
        : await client.publishMessage(sink.name, messageOf(event));
    // An error without an XML body (a gateway's 502) resolves all the same.
    return code === CREATED
      ? DELIVERED
      : attemptOfFailure({ code: 'MalformedResponse', status: code });
  });
};
