import { changeRows } from './rows/change.ts';
import { createRows } from './rows/create.ts';
import { familyRows, passingFamilyRows } from './rows/families.ts';
import { gatewayRows } from './rows/gateway.ts';
import { ownRows } from './rows/own.ts';
import { routeRows } from './rows/routes.ts';
import { serviceRows } from './rows/services.ts';
import type { Row } from './types.ts';

export interface Tables {
  /** Codes of Peerflow itself. */
  readonly own: ReadonlyMap<string, Row>;
  /** Single codes of the services. */
  readonly single: ReadonlyMap<string, Row>;
  /** Families that say how long they last, then the others; the first that matches decides. */
  readonly passingFamilies: readonly Row[];
  readonly families: readonly Row[];
}

const byCode = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.flatMap((row) => row.codes.map((code) => [code, row] as const)));

const build = (): Tables => ({
  own: byCode(ownRows()),
  single: byCode([
    ...createRows(),
    ...changeRows(),
    ...routeRows(),
    ...gatewayRows(),
    ...serviceRows(),
  ]),
  passingFamilies: passingFamilyRows(),
  families: familyRows(),
});

let built: Tables | undefined;

/**
 * Every code that is known, with its remedies. Built with the first error: a start without one does not
 * pay for it.
 */
<<<<<<< HEAD
export const TABLE: readonly Row[] = [
  // VpcPeer 2022-01-01: CreateVpcPeerConnection
  ['OperationFailed.CdtNotOpened', 'account'],
  ['OperationFailed.CrossBorderCdtNotOpened', 'account'],
  ['OperationFailed.AcceptUserCdtNotOpened', 'account'],
  ['OperationFailed.AcceptUserCrossBorderCdtNotOpened', 'account'],
  ['IncorrectStatus.Vpc', 'state', 'pending'],
  ['IncorrectStatus.AcceptingVpc', 'state', 'pending'],
  ['ResourceAlreadyExist.RouterInterface', 'conflict'],
  ['ResourceAlreadyExist.VpcPeer', 'conflict'],
  ['OperationDenied.CloudBoxExistsInVpc', 'unsupported'],
  ['OperationDenied.CloudBoxExistsInAcceptingVpc', 'unsupported'],
  ['QuotaExceeded.VpcPeerCountPerVpc', 'quota'],
  ['QuotaExceeded.CrossRegionVpcPeerCountPerVpc', 'quota'],
  ['QuotaExceeded.IntraRegionVpcPeerCountPerVpc', 'quota'],
  ['QuotaExceeded.VpcPeerCountPerUserPerRegion', 'quota'],
  ['UnsupportedRegion', 'unsupported'],
  ['IncorrectBusinessStatus.VpcPeer', 'account'],
  ['IncorrectBusinessStatus.AcceptUserVpcPeer', 'account'],
  ['IncorrectBusinessStatus.AcceptVpcPeer', 'account'],
  ['OperationFailed.NotExist.ResourceGroup', 'invalid'],
  ['OperationFailed.ViolativeVpcPeer', 'unsupported'],
  ['OperationDenied.OperateShareResource', 'denied'],
  ['OperationFailed.InterRegionLinkTypeNotSupported', 'invalid'],
  ['OperationFailed.RegionIdNotSupportLinkType', 'unsupported'],
  ['OperationFailed.SpecificLinkTypeNotSupported', 'unsupported'],
  ['OperationFailed.CrossBusinessNotAllowed', 'unsupported'],
  ['OperationFailed.ChargeTypeNotSupported', 'account'],
  ['Conflict.Operation', 'conflict', 'conflict'],
  ['IdempotentParameterMismatch', 'conflict'],
  ['LastTokenProcessing', 'conflict', 'transient'],
  // Accept, Reject, Modify, Delete, Get
  ['ResourceNotFound.InstanceId', 'notfound'],
  ['ResourceNotFound.VpcPeer', 'notfound'],
  ['IncorrectStatus.VpcPeer', 'state', 'transient'],
  ['OperationDenied.RouteEntryExist', 'state'],
  ['OperationDenied.ServiceManagedInstance', 'denied'],
  ['OperationFailed.BandwidthCannotBeChangedInSameRegion', 'invalid'],
  ['QuotaExceeded.Bandwidth', 'quota'],
  ...VPC_ROWS,
  // Tags
  ['NumberExceed.Tags', 'quota'],
  ['NumberExceed.ResourceIds', 'invalid'],
  ['Forbidden.TagKeys', 'invalid'],
  ['Forbidden.TagKey.Duplicated', 'conflict'],
  ['InvalidInstanceIds.NotFound', 'notfound'],
  ['InvalidInstanceType.NotFound', 'invalid'],
  ['InvalidTagKey', 'invalid'],
  ['BothEmpty.TagsAndResources', 'invalid'],
  // The product as a whole and the gateway
  ['Forbidden.NoPermission', 'denied'],
  ['Forbidden.RAM', 'denied'],
  ['NoPermission', 'denied'],
  ['InvalidAccessKeyId.*', 'denied'],
  ['IncompleteSignature', 'denied'],
  ['SignatureDoesNotMatch', 'denied'],
  ['SignatureNonceUsed', 'service', 'transient'],
  ['InvalidTimeStamp.*', 'denied'],
  ['MissingSecurityToken', 'denied'],
  ['InvalidSecurityToken.*', 'denied'],
  ['InvalidCredentials', 'denied'],
  ['InvalidAction.NotFound', 'unsupported'],
  ['InvalidApi.NotFound', 'unsupported'],
  ['InvalidVersion', 'unsupported'],
  ['InvalidRegion.NotFound', 'invalid'],
  ['UnsupportedHTTPMethod', 'unsupported'],
  ['ContentMD5NotMatched', 'service', 'transient'],
  ['ServiceUnavailable', 'service', 'transient'],
  ['InternalError', 'service', 'transient'],
  ['MissingParameter', 'invalid'],
  ['MissingParam.*', 'invalid'],
  ['IllegalParam.*', 'invalid'],
  ['Rejected.Throttling', 'throttled', 'throttled'],
  ['Throttling*', 'throttled', 'throttled'],
  ['TooManyRequests', 'throttled', 'throttled'],
  ['QpsLimitExceeded', 'throttled', 'throttled'],
  // Function Compute
  ['ResourceThrottled', 'throttled', 'throttled'],
  ['ResourceExhausted', 'throttled', 'throttled'],
  ['FunctionNotFound', 'notfound'],
  // Answers that are none
  ['MalformedResponse', 'service', 'transient'],
  ['NetworkError', 'service', 'transient'],
  ['Timeout', 'service', 'transient'],
  // Families
  ['QuotaExceeded.*', 'quota'],
  ['IncorrectBusinessStatus.*', 'account'],
  ['IncorrectStatus.*', 'state'],
  ['ResourceAlreadyExist.*', 'conflict'],
  ['ResourceNotFound.*', 'notfound'],
  ['OperationDenied.*', 'denied'],
  ['OperationFailed.*', 'unsupported'],
  ['Forbidden*', 'denied'],
  ['Invalid*', 'invalid'],
];
=======
export const tables = (): Tables => {
  built ??= build();
  return built;
};

const inFamily = (code: string) => (pattern: string) => code.startsWith(pattern.slice(0, -1));

export const familyOf = (rows: readonly Row[], code: string): Row | undefined =>
  rows.find(({ codes }) => codes.some(inFamily(code)));

/** Every code and family of the services, for documents. */
export const serviceCodes = (): readonly (readonly [code: string, row: Row])[] => {
  const { single, passingFamilies, families } = tables();
  const ofFamilies = [...passingFamilies, ...families].flatMap((row) =>
    row.codes.map((code) => [code, row] as const),
  );
  return [...single, ...ofFamilies];
};

/** Every code of Peerflow itself, for documents. */
export const ownCodes = (): readonly (readonly [code: string, row: Row])[] => [...tables().own];
>>>>>>> aliyun
