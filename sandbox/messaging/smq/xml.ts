import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import * as v from 'valibot';
import { smqFault } from '../../cloud/fault.ts';
import type { HttpAnswer } from '../../http.ts';

/** Fields that are absent are left out. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined | Fields[]>>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  // SMQ writes `True` and `False`.
  tagValueProcessor: (_, value) =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : value,
});

/** A document with one root; a list of fields becomes as many elements of one name. */
export const document = (root: string, fields: Fields): string =>
  builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    [root]: { '@_xmlns': 'http://mns.aliyuncs.com/doc/v1/', ...fields },
  });

/** An answer of SMQ; without a root it says all with its status. */
export const xmlAnswer = (status: number, root?: string, fields: Fields = {}): HttpAnswer => {
  const headers = { 'x-mns-version': '2015-06-06' };
  if (root === undefined) return { status, headers };
  return {
    status,
    headers: { ...headers, 'content-type': 'text/xml;charset=utf-8' },
    body: document(root, fields),
  };
};

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** The parser refuses by throwing what is nested too deeply or would reach prototypes. */
const parse = (text: string): unknown => {
  try {
    return XMLValidator.validate(text) === true ? parser.parse(text) : undefined;
  } catch {
    return undefined;
  }
};

/** The element `root` of a body, as the schema says. Throws `MalformedXML` for anything else. */
export const readXml = <T extends v.GenericSchema>(
  body: Buffer,
  root: string,
  schema: T,
): v.InferOutput<T> => {
  const parsed = v.safeParse(v.object({ [root]: schema }), parse(body.toString('utf8')));
  const content = parsed.success ? parsed.output[root] : undefined;
  if (content === undefined) throw smqFault('MalformedXML');
  return content;
};

/** True for a body whose root is called so. */
export const hasRoot = (body: Buffer, root: string): boolean =>
  new RegExp(`<${root}[\\s>]`).test(body.subarray(0, 256).toString('utf8'));
