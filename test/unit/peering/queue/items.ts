import type { CreateRequest } from '../../../../lib/peering/model/request.ts';
import type { WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { ACCOUNT, START } from '../../support/context.ts';

export const createRequest = (more: Partial<CreateRequest> = {}): CreateRequest => ({
  action: 'create',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-hangzhou',
  acceptingVpcId: 'vpc-b',
  acceptingAliUid: ACCOUNT,
  dryRun: false,
  tag: [],
  routes: 'none',
  accept: 'manual',
  preflight: 'off',
  ...more,
});

/** A create as it came by a queue message. */
export const createItem = (
  position: number,
  more: Partial<CreateRequest> = {},
): WorkItem<CreateRequest> => ({
  position,
  identified: {
    requestId: `request-${position}`,
    idKind: 'message',
    request: createRequest(more),
    origin: { via: 'smq:peerflow-requests' },
    arrival: START,
  },
  tries: 0,
  spent: {},
  due: START,
});
