import { ApiError } from '../../peering/model/api-error.ts';
import { redactText } from '../../runtime/redact.ts';

/** `MNSQueueNotExistError` holds the code `QueueNotExist`: the official client has it nowhere else. */
const CODE_IN_NAME = /^MNS(\w+?)Error$/;
/** Beyond this an answer's text is not looked at. */
const MAX_MESSAGE = 4_000;

/** The text between two marks, without a pattern that could run long. */
const between = (text: string, start: string, end: string | undefined): string | undefined => {
  const from = text.indexOf(start);
  if (from < 0) return undefined;
  const begin = from + start.length;
  const to = end === undefined ? text.length : text.indexOf(end, begin);
  return to < 0 ? undefined : text.slice(begin, to);
};

const statusIn = (message: string): number | undefined => {
  const status = Number(between(message, 'failed with ', '. '));
  return Number.isInteger(status) ? status : undefined;
};

/**
 * What the official SMQ client throws for an error that the service names: status, request id and
 * message stand in one text, `PUT {url} failed with 404. requestid: R, hostid: H, message: M`.
 * `undefined` for everything else.
 */
export const smqFailure = (error: unknown, operation: string): ApiError | undefined => {
  if (!(error instanceof Error)) return undefined;
  const code = CODE_IN_NAME.exec(error.name.slice(0, 100))?.[1];
  if (code === undefined) return undefined;
  const message = error.message.slice(0, MAX_MESSAGE);
  const status = statusIn(message);
  const requestId = between(message, 'requestid: ', ',');
  return new ApiError({
    kind: 'api',
    operation,
    code,
    message: redactText(between(message, ', message: ', undefined) ?? code),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  });
};
