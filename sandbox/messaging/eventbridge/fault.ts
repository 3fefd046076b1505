import { CloudFault } from '../../cloud/fault.ts';

/** Errors of EventBridge by code: status and message. */
const FAULTS = {
  InvalidAccessKeyId: [403, 'The access Id you provided is not exist.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided.',
  ],
  SecurityTokenInvalid: [403, 'The security token is missing or does not belong to the key.'],
  StsAccessIdExpired: [403, 'The sts access Id you provided is expired.'],
  AccessDenied: [
    403,
    'The OwnerId that your Access Key Id associated to is forbidden for this operation.',
  ],
  MissingAuthorizationHeader: [400, 'Authorization header is required.'],
  InvalidDateHeader: [400, 'The Date header is missing or its format is invalid.'],
  RequestTimeTooSkewed: [
    403,
    'The difference between the request time and the current time is too large.',
  ],
  EventBusNotExist: [404, 'The event bus does not exist.'],
  InvalidArgument: [400, 'The body is not a batch of CloudEvents.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

/**
 * An error that EventBridge answers a whole call with. The codes for a missing signature, an old date and
 * an event of one's own on the bus `default` are nowhere documented.
 *
 * @param message what the service says, unless it says the usual thing
 */
export const eventBridgeFault = (
  code: keyof typeof FAULTS,
  message: string = FAULTS[code][1],
): CloudFault => new CloudFault(code, message, FAULTS[code][0]);
