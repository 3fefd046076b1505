import * as v from 'valibot';
import { type Connection, connection, type Row } from '../../../page/model/contract.ts';

export const NOW = Date.parse('2026-11-29T12:00:00Z');

/** A connection as the page reads it, with what a test cares about. */
export const connectionOf = (fields: Readonly<Record<string, unknown>> = {}): Connection =>
  v.parse(connection, {
    instanceId: 'pcc-1',
    status: 'Activated',
    ownerId: '1001',
    acceptingOwnerUid: '1002',
    regionId: 'cn-hangzhou',
    acceptingRegionId: 'cn-shanghai',
    vpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.0.0.0/16'] },
    acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.1.0.0/16'] },
    gmtCreate: '2026-11-29T10:00:00Z',
    ...fields,
  });

export const rowOf = (fields: Readonly<Record<string, unknown>> = {}): Row => ({
  requestId: 'order-1',
  connection: connectionOf(fields),
});
