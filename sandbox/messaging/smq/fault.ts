import { CloudFault } from '../../cloud/fault.ts';

/** Errors of SMQ by code: status and message. */
const FAULTS = {
  InvalidArgument: [400, 'The value of an element is not valid.'],
  MalformedXML: [400, 'The XML you provided was not well-formed.'],
  MissingAuthorizationHeader: [400, 'Authorization header is required.'],
  InvalidAuthorizationHeader: [400, 'The Authorization header format is invalid.'],
  InvalidDateHeader: [400, 'The Date header format is invalid.'],
  InvalidDegist: [400, 'The Content-MD5 you specified is invalid.'],
  InvalidRequestURL: [400, 'Http request URL format invalid.'],
  InvalidQueryString: [400, 'Http request URL contains an invalid querystring item.'],
  MissingReceiptHandle: [400, 'ReceiptHandle is required.'],
  MissingVisibilityTimeout: [400, 'VisibilityTimeout is required.'],
  ReceiptHandleError: [400, 'The receipt handle you provide is not valid.'],
  AccessDenied: [
    403,
    'The OwnerId that your Access Key Id associated to is forbidden for this operation.',
  ],
  InvalidAccessKeyId: [403, 'The AccessKey Id you provided is not exist.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided.',
  ],
  QueueNotExist: [404, 'The queue name you provided is not exist.'],
  TopicNotExist: [404, 'The topic name you provided is not exist.'],
  SubscriptionNotExist: [404, 'The subscription name you provided is not exist.'],
  MessageNotExist: [404, 'Message not exist.'],
  TimeExpired: [408, 'The http request you sent is expired.'],
  QueueAlreadyExist: [409, 'The queue you want to create is already exist.'],
  TopicAlreadyExist: [409, 'The topic you want to create is already exist.'],
  SubscriptionAlreadyExist: [409, 'The subscription you want to create is already exist.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

/**
 * An error that SMQ answers with.
 *
 * @param message what the service says, unless it says the usual thing
 */
export const smqFault = (
  code: keyof typeof FAULTS,
  message: string = FAULTS[code][1],
): CloudFault => new CloudFault(code, message, FAULTS[code][0]);

/** A value out of its range, in the words of the service. */
export const outOfRange = (element: string, low: number, high: number): CloudFault =>
  smqFault(
    'InvalidArgument',
    `The value of ${element} should between ${low} and ${high} seconds/bytes.`,
  );
