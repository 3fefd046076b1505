import type { HttpAnswer } from '../../http/types.ts';

const NAMESPACE = 'http://mns.aliyuncs.com/doc/v1/';

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[char] ?? char);

export const element = (name: string, fields: Readonly<Record<string, string | number>>): string =>
  `<${name} xmlns="${NAMESPACE}">${Object.entries(fields)
    .map(([key, value]) => `<${key}>${escaped(String(value))}</${key}>`)
    .join('')}</${name}>`;

export const xml = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=utf-8', 'x-mns-version': '2015-06-06' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});

export const errorXml = (status: number, code: string, message: string): HttpAnswer =>
  xml(
    status,
    element('Error', {
      Code: code,
      Message: message,
      RequestId: 'SANDBOX',
      HostId: 'http://sandbox',
    }),
  );

/** The text of an element, or `undefined`; a body that is not well-formed has none. */
export const textOf = (body: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  return found?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
};
