import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Callback = (error: Error | null, result: unknown) => void;
interface Xml2js {
  readonly Parser: new (options: object) => { parseString(xml: string, callback: Callback): void };
  parseString(xml: string, callback: Callback): void;
}
interface Lodash {
  merge(...objects: readonly unknown[]): unknown;
}

const require = createRequire(import.meta.url);
/** As the two SDKs that use it find it: each has its own version. */
const found = (by: string, name: string): unknown => createRequire(require.resolve(by))(name);
const standIn = (name: string): unknown => require(`../../../../build/prune/stubs/${name}.cjs`);

const xml2js = standIn('xml2js') as Xml2js;
const ofCore = found('@darabonba/typescript', 'xml2js') as Xml2js;
const ofSmq = found('@alicloud/mns/lib/client.js', 'xml2js') as Xml2js;

/** What a parser says of a text first, synchronously as the SDKs rely on; an error is as good as another. */
const read = (parse: (xml: string, callback: Callback) => void, xml: string): unknown => {
  const said: unknown[] = [];
  try {
    parse(xml, (error, result) => said.push(error ? 'an error' : result));
  } catch {
    said.push('an error');
  }
  return said[0];
};
const flat =
  ({ Parser }: Xml2js) =>
  (xml: string, callback: Callback) =>
    new Parser({ explicitArray: false }).parseString(xml, callback);

const escaped = (text: string): string =>
  text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Carriage returns aside, which XML makes line feeds of; control characters are none of XML. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((raw) => raw.replace(/[\p{Cc}]/gu, ' '));
const name = fc.constantFrom('Error', 'Code', 'Message', 'RequestId', 'a-b', 'x.y', 'ns:z');
const content = fc.oneof(
  text.map(escaped),
  fc.constantFrom('&amp;', '&lt;x', 'a &gt; b', '&quot;', '&apos;', '&#20320;', '&#x4f60;'),
  text.map((raw) => `<![CDATA[${raw.replaceAll(']]>', '')}]]>`),
  fc.constantFrom('<!-- no -->', '\n  ', ''),
);
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      name,
      fc.option(
        text.map((raw) => ` xmlns="${escaped(raw)}"`),
        { nil: '' },
      ),
      fc.array(fc.oneof({ depthSize: 'small', maxDepth: 3 }, content, tie('element')), {
        maxLength: 4,
      }),
    )
    .map(([tag, attribute, inner]) =>
      inner.length === 0
        ? `<${tag}${attribute}/>`
        : `<${tag}${attribute}>${inner.join('')}</${tag}>`,
    ),
}));
const documents = element.map((root) => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`);

describe('the stand-in for xml2js', () => {
  it('reads what xml2js reads, with arrays as the SMQ client does', () => {
    fc.assert(
      fc.property(documents, (xml) => {
        expect(read(xml2js.parseString, xml)).toEqual(read(ofSmq.parseString, xml));
      }),
    );
  });

  it('reads what xml2js reads, without arrays as the core does', () => {
    fc.assert(
      fc.property(documents, (xml) => {
        expect(read(flat(xml2js), xml)).toEqual(read(flat(ofCore), xml));
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['a page', '<html><body><br>Bad Gateway</body></html>'],
    ['plain text', 'Service Unavailable'],
    ['an element left open', '<Error><Code>x</Code>'],
    ['elements that overlap', '<Error><Code>x</Error></Code>'],
    ['two roots', '<a>1</a><b>2</b>'],
    ['text after the root', '<a>1</a>more'],
    ['an unknown entity', '<a>&nope;</a>'],
    ['a bare bracket', '<a>1 < 2</a>'],
    ['a repeated element', '<r><a>1</a><b/><a>2</a><a x="1">3</a></r>'],
  ])('takes %s for what xml2js takes it', (_, xml) => {
    expect(read(xml2js.parseString, xml)).toEqual(read(ofSmq.parseString, xml));
    expect(read(flat(xml2js), xml)).toEqual(read(flat(ofCore), xml));
  });

  it('takes names of Object for names like others, where xml2js finds the prototype', () => {
    const xml = '<r><__proto__>1</__proto__><constructor>2</constructor></r>';
    expect(JSON.stringify(read(flat(xml2js), xml))).toBe(
      '{"r":{"__proto__":"1","constructor":"2"}}',
    );
  });
});

describe('the stand-in for lodash', () => {
  const lodash = found('@darabonba/typescript', 'lodash') as Lodash;
  const { merge } = standIn('lodash') as Lodash;

  it('merges what a request can hold as lodash does', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
      ),
    }));
    const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true });
    fc.assert(
      fc.property(object, object, (first, second) => {
        const [one, two] = structuredClone([first, second]);
        expect(merge({}, first, second)).toEqual(lodash.merge({}, one, two));
      }),
    );
  });
});
