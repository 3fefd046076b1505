import { CloudFault } from '../../cloud/fault.ts';
import type { HttpAnswer } from '../../http/types.ts';

/** The error body of the two API versions: 2023-03-30 and 2016-08-15 name its fields differently. */
export type ErrorForm = (fault: CloudFault, requestId: string) => Readonly<Record<string, string>>;

export const fc3Error: ErrorForm = ({ code, message }, requestId) => ({
  Code: code,
  Message: message,
  RequestId: requestId,
});

export const fc2Error: ErrorForm = ({ code, message }) => ({
  ErrorCode: code,
  ErrorMessage: message,
});

export const fcFault = (status: number, code: string, message: string): CloudFault =>
  new CloudFault(code, message, status);

export const invalid = (message: string): CloudFault => fcFault(400, 'InvalidArgument', message);

export const throttled = (): CloudFault =>
  fcFault(429, 'ResourceThrottled', 'Reserve resource exceeded limit.');

export const json = (status: number, requestId: string, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-fc-request-id': requestId },
  body: JSON.stringify(body),
});

/** What `work` answers, or the fault that it threw in the form of its API. */
export const orError = async (
  form: ErrorForm,
  requestId: string,
  work: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return json(error.status, requestId, form(error, requestId));
  }
};
