import { createColors } from 'picocolors';
import { tableOf } from '../../cli/print/table.ts';
import type { FixtureVpc } from '../fixture.ts';

type Vpc = Pick<FixtureVpc, 'id' | 'regionId' | 'ownerId' | 'cidrBlock' | 'name'>;

const TITLES = ['VPC', 'region', 'account', 'CIDR block', 'name'];

/** A table of VPCs, one line each. */
export const vpcLines = (vpcs: readonly Vpc[]): readonly string[] => {
  const rows = vpcs.map((it) => [it.id, it.regionId, it.ownerId, it.cidrBlock, it.name]);
  const table = tableOf({ colors: createColors(false) }, TITLES, rows);
  return table.split('\n').map((line) => ` ${line}`);
};

const FIELDS = /^(accepting)?vpcId$/i;

/** Ids of VPCs that a request names, however deep in an envelope or a list. */
const idsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    FIELDS.test(key) && typeof each === 'string' ? [each] : idsIn(each),
  );
};

/** Says which VPCs of requests are not there, and which are; empty where all are. */
export const unknownVpcs = (
  requests: readonly unknown[],
  vpcs: readonly Vpc[],
): readonly string[] => {
  const unknown = [...new Set(requests.flatMap(idsIn))].filter(
    (id) => !vpcs.some((each) => each.id === id),
  );
  if (unknown.length === 0) return [];
  return [`The sandbox has no ${unknown.join(', no ')}. It has these VPCs:`, ...vpcLines(vpcs)];
};
