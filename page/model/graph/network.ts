import type { Row } from '../contract.ts';

/** A VPC as the graph knows it. */
export interface Vpc {
  readonly vpcId: string;
  readonly regionId: string;
  readonly account: string;
  readonly cidrs: readonly string[];
  /** Connections that touch it. */
  readonly degree: number;
}

export interface Link {
  readonly instanceId: string;
  readonly status: string;
  /** VPC ids; the requester comes first. */
  readonly ends: readonly [string, string];
}

export interface Network {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly links: readonly Link[];
}

/** The VPCs and connections of a list. A connection without both VPC ids cannot be drawn. */
export const networkOf = (rows: readonly Row[]): Network => {
  const vpcs = new Map<string, Vpc>();
  const touch = (vpcId: string, regionId: string, account: string, cidrs: readonly string[]) => {
    const known = vpcs.get(vpcId);
    vpcs.set(vpcId, {
      vpcId,
      regionId: known?.regionId || regionId,
      account: known?.account || account,
      cidrs: known?.cidrs.length ? known.cidrs : cidrs,
      degree: (known?.degree ?? 0) + 1,
    });
  };
  const links = rows.flatMap(({ connection: it }): Link[] => {
    if (it.vpc.vpcId === '' || it.acceptingVpc.vpcId === '') return [];
    touch(it.vpc.vpcId, it.regionId, it.ownerId, it.vpc.ipv4Cidrs);
    const otherRegion = it.acceptingRegionId || it.regionId;
    touch(it.acceptingVpc.vpcId, otherRegion, it.acceptingOwnerUid, it.acceptingVpc.ipv4Cidrs);
    const ends = [it.vpc.vpcId, it.acceptingVpc.vpcId] as const;
    return [{ instanceId: it.instanceId, status: it.status, ends }];
  });
  return { vpcs, links };
};

/**
 * The VPCs to draw in the middle, so that every connection has an end there: those with the most
 * connections, as long as they bring a connection that has none yet. What remains is connected only with
 * the middle, never with each other.
 */
export const hubsOf = ({ vpcs, links }: Network): ReadonlySet<string> => {
  const byDegree = [...vpcs.values()].sort(
    (a, b) => b.degree - a.degree || (a.vpcId < b.vpcId ? -1 : 1),
  );
  const linksOf = new Map<string, Link[]>();
  for (const link of links)
    for (const end of link.ends) linksOf.set(end, [...(linksOf.get(end) ?? []), link]);
  const hubs = new Set<string>();
  for (const { vpcId } of byDegree) {
    const hasUncovered = linksOf.get(vpcId)?.some(({ ends }) => !ends.some((id) => hubs.has(id)));
    if (hasUncovered) hubs.add(vpcId);
  }
  return hubs;
};
