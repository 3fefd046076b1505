import * as ros from '@alicloud/ros-cdk-core';
import { Role } from '@alicloud/ros-cdk-ram';
import { ACCEPTER_ROLE_PERMISSION } from '../permissions.ts';

const ROUTE_TABLES = ros.Fn.sub(`acs:vpc:*:\${ALIYUN::TenantId}:routetable/*`);
const PEERINGS = ros.Fn.sub(`acs:vpc:*:\${ALIYUN::TenantId}:vpcpeer/*`);

/** What Peerflow does in the other account: it reads, accepts or rejects, and routes. */
const statements = [
  {
    effect: 'Allow',
    action: [
      'vpc:AcceptVpcPeerConnection',
      'vpc:RejectVpcPeerConnection',
      'vpc:ListVpcPeerConnections',
      'vpc:DescribeVpcAttribute',
      'vpc:DescribeVSwitches',
      'vpc:DescribeRouteTableList',
      'vpc:DescribeRouteEntryList',
    ],
    resource: ['*'],
  },
  { effect: 'Allow', action: ['vpc:GetVpcPeerConnectionAttribute'], resource: [PEERINGS] },
  {
    effect: 'Allow',
    action: ['vpc:CreateRouteEntry', 'vpc:CreateRouteEntries', 'vpc:DeleteRouteEntries'],
    resource: [ROUTE_TABLES],
  },
];

/**
 * The role in the account of the other side. It trusts exactly the four roles that speak for that side,
 * and only with the external id that its owner chose.
 */
export const addAccepter = (app: ros.App): ros.Stack => {
  const stack = new ros.Stack(app, 'accepter', {
    description: 'Peerflow: the role that accepts and routes peering connections in this account',
  });
  const parameter = (id: string, props: ros.RosParameterProps) =>
    new ros.RosParameter(stack, id, { type: ros.RosParameterType.STRING, ...props });
  parameter('PeerflowAccount', {
    allowedPattern: '^[0-9]{1,20}$',
    description: 'Account in which Peerflow runs',
  });
  parameter('PeerflowName', {
    defaultValue: 'peerflow',
    description: 'Name of the deployment there, with its stage',
  });
  const externalId = parameter('ExternalId', {
    minLength: 2,
    maxLength: 1224,
    allowedPattern: '^[\\w+=,.@:/-]+$',
    description: 'Shared with that deployment as PEERFLOW_ACCEPTER_EXTERNAL_ID',
  });
  const roleName = parameter('RoleName', {
    defaultValue: 'peerflow-accepter',
    description: 'Name of this role, as in PEERFLOW_ACCEPTER_ROLE',
  });
  const trusted = ACCEPTER_ROLE_PERMISSION.by.map((each) =>
    ros.Fn.sub(`acs:ram::\${PeerflowAccount}:role/\${PeerflowName}-${each}`),
  );
  new Role(stack, 'AccepterRole', {
    roleName,
    description: 'Accepts and routes peering connections for Peerflow',
    deletionForce: true,
    assumeRolePolicyDocument: {
      version: '1',
      statement: [
        {
          action: 'sts:AssumeRole',
          effect: 'Allow',
          principal: { ram: trusted },
          condition: { stringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    },
    policies: [
      { policyName: 'peerflow-accepter', policyDocument: { version: '1', statement: statements } },
    ],
  });
  return stack;
};
