// A function chained on `Activated`: it tags the VPC with its new neighbour. The role of the function
// needs vpc:TagResources. Configure Peerflow with
//   PEERFLOW_SINKS="eventbridge://peerflow fc://peered#types=Activated"
// and deploy this file as function `peered` (nodejs20, handler downstream.handler).
import Vpc, { TagResourcesRequest, TagResourcesRequestTag } from '@alicloud/vpc20160428';

const Client = Vpc.default ?? Vpc;

export const handler = async (event, context) => {
  const { type, data } = JSON.parse(event.toString());
  if (type !== 'peerflow:Connection:Activated') return 'ignored';
  const { regionId, vpc, acceptingVpc, instanceId } = data.connection;
  const { accessKeyId, accessKeySecret, securityToken } = context.credentials;
  const { host, protocol } = new URL(
    process.env.VPC_ENDPOINT || `https://vpc.${regionId}.aliyuncs.com`,
  );
  const client = new Client({
    accessKeyId,
    accessKeySecret,
    securityToken,
    regionId,
    endpoint: host,
    protocol: protocol.replace(':', ''),
  });
  // An event may come twice: setting a tag twice is setting it once.
  const tag = [new TagResourcesRequestTag({ key: 'peered-with', value: acceptingVpc.vpcId })];
  const request = { regionId, resourceType: 'VPC', resourceId: [vpc.vpcId], tag };
  await client.tagResources(new TagResourcesRequest(request));
  return `${vpc.vpcId} is peered with ${acceptingVpc.vpcId} by ${instanceId}`;
};
