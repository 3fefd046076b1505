import { randomBytes } from 'node:crypto';
import type { HttpAnswer } from '../../../http/types.ts';
import { document, type Fields } from './xml.ts';

const newRequestId = (): string => randomBytes(12).toString('hex').toUpperCase();

const headers = (requestId: string, more: Readonly<Record<string, string>> = {}) => ({
  'x-mns-request-id': requestId,
  'x-mns-version': '2015-06-06',
  ...more,
});

const XML = { 'content-type': 'text/xml;charset=utf-8' };

export const answer = (status: number, root: string, fields: Fields): HttpAnswer => ({
  status,
  headers: headers(newRequestId(), XML),
  body: document(root, fields),
});

/** An answer that says all with its status. */
export const bare = (status: number, more: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers: headers(newRequestId(), more),
});

export interface ErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
}

/** @param host of the service, as the client calls it */
export const errorAnswer = (facts: ErrorFacts, host: string): HttpAnswer => {
  const { status, code, message, requestId = newRequestId() } = facts;
  const fields = { Code: code, Message: message, RequestId: requestId, HostId: `http://${host}` };
  return { status, headers: headers(requestId, XML), body: document('Error', fields) };
};
