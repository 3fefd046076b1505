import { describe, expect, it } from 'vitest';
import { ACTIONS, showsEffect } from '../../../../lib/peering/commands/actions.ts';
import { STATUSES } from '../../../../lib/peering/model/connection.ts';
import type { InstanceRequest } from '../../../../lib/peering/model/request.ts';
import { connectionIn } from '../samples.ts';
import { acceptRequest, deleteRequest, modifyRequest, rejectRequest } from './items.ts';

describe('the effect of an action', () => {
  it.each<[InstanceRequest, readonly string[]]>([
    [acceptRequest, ['Updating', 'Activated']],
    [rejectRequest, ['Rejected']],
    [deleteRequest, ['Deleting', 'Deleted']],
    [modifyRequest, []],
  ])('of %j is seen where the connection is %j', (request, statuses) => {
    const seen = STATUSES.filter((status) => showsEffect(connectionIn(status), request));
    expect([...seen].sort()).toEqual([...statuses].sort());
  });

  it('of a modify is seen in its values, whatever the status is', () => {
    for (const status of STATUSES)
      expect(showsEffect(connectionIn(status, { name: 'new' }), modifyRequest)).toBe(true);
  });

  it('is what the status is taken for after the call', () => {
    for (const request of [acceptRequest, rejectRequest, deleteRequest]) {
      const { leadsTo } = ACTIONS[request.action];
      expect(showsEffect(connectionIn(leadsTo), request)).toBe(true);
    }
  });
});
