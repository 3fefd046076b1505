import { createRequire } from 'node:module';
import type * as Sdk from '@alicloud/vpc20160428';
import type { Cloud } from '../cloud.ts';

const require = createRequire(import.meta.url);
const sdk: typeof Sdk = require('@alicloud/vpc20160428');
const core: typeof import('@alicloud/openapi-core') = require('@alicloud/openapi-core');

export interface Route {
  readonly destination: string;
  readonly nextHop: string;
  readonly status: string;
  readonly name: string;
}

export interface Table {
  readonly id: string;
  /** `System` or `Custom`. */
  readonly type: string;
  readonly routes: readonly Route[];
}

/** The most that DescribeRouteEntryList gives at once: more than a demo has. */
const MOST = 100;

const clientFor = ({ endpoint, keys }: Cloud) =>
  new sdk.default(
    new core.$OpenApiUtil.Config({
      ...keys,
      endpoint: endpoint.replace('http://', ''),
      protocol: 'HTTP',
      // A socket that this client has used carries its read timer, which breaks the next client's call.
      globalParameters: new core.$OpenApiUtil.GlobalParameters({
        headers: { connection: 'close' },
      }),
    }),
  );

type Client = ReturnType<typeof clientFor>;

const routesOf = async (
  client: Client,
  regionId: string,
  routeTableId: string,
): Promise<readonly Route[]> => {
  const { body } = await client.describeRouteEntryList(
    new sdk.DescribeRouteEntryListRequest({ regionId, routeTableId, maxResult: MOST }),
  );
  return (body?.routeEntrys?.routeEntry ?? []).map((entry) => {
    const [hop] = entry.nextHops?.nextHop ?? [];
    return {
      destination: entry.destinationCidrBlock ?? '',
      nextHop: [hop?.nextHopType, hop?.nextHopId].filter(Boolean).join(' '),
      status: entry.status ?? '',
      name: entry.routeEntryName ?? '',
    };
  });
};

/** The tags of a VPC. */
export const tagsOf = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
): Promise<Readonly<Record<string, string>>> => {
  const request = new sdk.DescribeVpcsRequest({ regionId, vpcId });
  const { body } = await clientFor(cloud).describeVpcs(request);
  const [vpc] = body?.vpcs?.vpc ?? [];
  return Object.fromEntries((vpc?.tags?.tag ?? []).map(({ key = '', value = '' }) => [key, value]));
};

/** The route tables that vSwitches of a VPC use, with their entries, through the official client. */
export const routeTables = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
): Promise<readonly Table[]> => {
  const client = clientFor(cloud);
  const { body } = await client.describeRouteTableList(
    new sdk.DescribeRouteTableListRequest({ regionId, vpcId }),
  );
  const tables = (body?.routerTableList?.routerTableListType ?? []).filter(
    ({ associateType }) => associateType !== 'Gateway',
  );
  return Promise.all(
    tables.map(async ({ routeTableId = '', routeTableType = '' }) => ({
      id: routeTableId,
      type: routeTableType,
      routes: await routesOf(client, regionId, routeTableId),
    })),
  );
};
