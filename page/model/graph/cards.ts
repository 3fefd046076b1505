import type { Vpc } from './network.ts';

/** The VPCs of one account in one region: drawn as one card. */
export interface Group {
  readonly regionId: string;
  readonly account: string;
  readonly vpcs: readonly Vpc[];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** VPCs by region and account, in that order. */
export const groupsOf = (vpcs: readonly Vpc[]): readonly Group[] => {
  const groups = new Map<string, Vpc[]>();
  for (const vpc of vpcs) {
    const key = `${vpc.regionId}\n${vpc.account}`;
    groups.set(key, [...(groups.get(key) ?? []), vpc]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([, members]) => ({
      regionId: members[0]?.regionId ?? '',
      account: members[0]?.account ?? '',
      vpcs: [...members].sort((a, b) => compare(a.vpcId, b.vpcId)),
    }));
};

const halves = ({ vpcs, ...rest }: Group): readonly Group[] => {
  const middle = Math.ceil(vpcs.length / 2);
  return [
    { ...rest, vpcs: vpcs.slice(0, middle) },
    { ...rest, vpcs: vpcs.slice(middle) },
  ];
};

/** Room that a group's head takes, in rows of VPCs. */
const HEAD_ROWS = 1;

/** Groups in `count` columns of about the same height; a group that is most of it all is split. */
export const inColumns = (
  groups: readonly Group[],
  count: number,
): readonly (readonly Group[])[] => {
  const total = groups.reduce((sum, { vpcs }) => sum + vpcs.length, 0);
  const parts = groups.flatMap((group) =>
    count > 1 && group.vpcs.length > 3 && group.vpcs.length > total / count + 1
      ? halves(group)
      : [group],
  );
  const columns = Array.from({ length: count }, () => ({ rows: 0, groups: [] as Group[] }));
  for (const part of [...parts].sort((a, b) => b.vpcs.length - a.vpcs.length)) {
    const shortest = columns.reduce((a, b) => (b.rows < a.rows ? b : a));
    shortest.groups.push(part);
    shortest.rows += part.vpcs.length + HEAD_ROWS;
  }
  return columns.map(({ groups: own }) => own);
};
