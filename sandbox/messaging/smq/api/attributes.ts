import * as v from 'valibot';
import { smqFault } from '../fault.ts';
import { readXml } from './xml.ts';

const Content = v.union([
  v.record(v.string(), v.union([v.string(), v.record(v.string(), v.string())])),
  // An element without content.
  v.pipe(
    v.string(),
    v.transform(() => ({})),
  ),
]);

const typed = (text: string): unknown => {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const fieldsOf = (content: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(content)
      .filter(([name]) => name !== '#text')
      .map(([name, value]) => [
        lowerFirst(name),
        typeof value === 'string' ? typed(value) : fieldsOf(Object(value)),
      ]),
  );

/**
 * The attributes in the body of a Create or Set call, held against a schema that names them in
 * camelCase; an empty body has none. What it does not name is as in `base`. Throws `MalformedXML`, or `InvalidArgument` naming what is wrong.
 */
export const readAttributes = <T extends v.GenericSchema>(
  body: Buffer,
  root: string,
  schema: T,
  base: object = {},
): v.InferOutput<T> => {
  const content = body.length === 0 ? {} : readXml(body, root, Content);
  const parsed = v.safeParse(schema, { ...base, ...fieldsOf(content) });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  throw smqFault('InvalidArgument', `The value of ${where} is not valid: ${issue.message}`);
};
