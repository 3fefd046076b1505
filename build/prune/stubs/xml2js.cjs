// XML error bodies are flat: <Error><Code>..</Code>..</Error>. Nested elements become objects.
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const text = (raw) =>
  raw
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, dec, hex, name) =>
      dec
        ? String.fromCodePoint(Number(dec))
        : hex
          ? String.fromCodePoint(parseInt(hex, 16))
          : (ENTITIES[name] ?? all),
    )
    .trim();
const element = /<([A-Za-z_][\w.-]*)(?:\s[^>]*?)?(?:\/>|>([\s\S]*?)<\/\1\s*>)/g;
const parse = (xml, depth) => {
  const found = [...xml.matchAll(element)];
  if (found.length === 0 || depth > 16) return text(xml);
  const node = {};
  for (const [, name, inner = ''] of found) {
    const value = parse(inner, depth + 1);
    node[name] = name in node ? [].concat(node[name], value) : value;
  }
  return node;
};
const parseXml = (xml) => {
  const body = String(xml)
    .replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, '')
    .trim();
  if (!body.startsWith('<')) throw new Error('Non-whitespace before first tag.');
  return parse(body, 0);
};
class Parser {
  parseString(xml, callback) {
    let result;
    try {
      result = parseXml(xml);
    } catch (error) {
      return callback(error);
    }
    return callback(null, result);
  }
  parseStringPromise(xml) {
    return new Promise((resolve, reject) => {
      this.parseString(xml, (error, result) => (error ? reject(error) : resolve(result)));
    });
  }
}
const pruned = () => {
  throw new Error('XML building was pruned from this bundle: see build/prune/assumptions.ts');
};
module.exports = {
  Parser,
  Builder: class {
    buildObject() {
      pruned();
    }
  },
  parseString: (xml, options, callback) =>
    new Parser().parseString(xml, typeof options === 'function' ? options : callback),
  parseStringPromise: (xml) => new Parser().parseStringPromise(xml),
};
