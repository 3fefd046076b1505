import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as v from 'valibot';
import { SmqFault } from '../fault.ts';

const NAMESPACE = 'http://mns.aliyuncs.com/doc/v1/';

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[char] ?? char);

/** Fields that are absent are left out. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined | Fields[]>>;

const inside = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => {
      if (value === undefined) return '';
      if (Array.isArray(value)) return value.map((each) => wrap(name, inside(each))).join('');
      return wrap(name, escaped(typeof value === 'boolean' ? titled(value) : String(value)));
    })
    .join('');

const wrap = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** SMQ writes `True` and `False`. */
const titled = (flag: boolean): string => (flag ? 'True' : 'False');

/** A document with one root; a list of fields becomes as many elements of one name. */
export const document = (root: string, fields: Fields): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="${NAMESPACE}">${inside(fields)}</${root}>`;

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
  if (content === undefined) throw new SmqFault('MalformedXML');
  return content;
};

/** True for a body whose root is called so. */
export const hasRoot = (body: Buffer, root: string): boolean =>
  new RegExp(`<${root}[\\s>]`).test(body.subarray(0, 256).toString('utf8'));
