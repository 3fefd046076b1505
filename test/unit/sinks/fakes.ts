import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';

/** A follow-up event about a connection, with a text that may need escaping. */
export const eventNamed = (instanceId: string, description = ''): FollowUpEvent => ({
  specversion: '1.0',
  id: `${instanceId}-Activated`,
  source: 'peerflow',
  type: 'peerflow:Connection:Activated',
  subject: `acs:vpc:cn-hangzhou:253460731706911258:vpcpeer/${instanceId}`,
  time: '2026-11-24T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: {
    peerflow: 'event',
    requestId: 'order-7',
    action: 'create',
    connection: { instanceId, description, ownerId: '253460731706911258', regionId: 'cn-hangzhou' },
  },
});
