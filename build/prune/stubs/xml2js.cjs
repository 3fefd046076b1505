// Reads XML into what xml2js makes of it with its default options, and with `explicitArray: false`:
// elements, text, CDATA, attributes under `$`, text beside elements under `_`. Errors of form throw.
const NAME = '[^\\s<>/="\'!?]+';
const ATTRIBUTE = `\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;
const TOKEN = new RegExp(
  [
    '<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<!DOCTYPE[^>]*>',
    '<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)\\]\\]>',
    `</(?<close>${NAME})\\s*>`,
    `<(?<open>${NAME})(?<attributes>(?:${ATTRIBUTE})*)\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
    '(?<broken><)',
  ].join('|'),
  'g',
);
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const entity = (all, decimal, hex, name) => {
  if (decimal) return String.fromCodePoint(Number(decimal));
  if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
  if (name in ENTITIES) return ENTITIES[name];
  throw new Error(`Invalid character entity: ${all}`);
};
const decoded = (raw) => raw.replace(/&(?:#(\d+)|#x([\da-f]+)|([^;&\s]*));/gi, entity);

const attributesIn = (text) => {
  const found = Object.create(null);
  for (const [, name, double, single] of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    found[name] = decoded(double ?? single);
  return found;
};

const opened = ({ open, attributes }) => {
  const value = Object.create(null);
  if (attributes) value.$ = attributesIn(attributes);
  return { name: open, value, text: '', cdata: false };
};

/** An element with nothing beside its text is that text; white space between elements counts for nothing. */
const contentOf = ({ value, text, cdata }) => {
  if (Object.keys(value).length === 0) return text;
  if (cdata || text.trim() !== '') value._ = text;
  return value;
};

const put = (parent, name, value, explicitArray) => {
  if (name in parent) parent[name] = [].concat(parent[name], [value]);
  else parent[name] = explicitArray ? [value] : value;
};

/** Closes the innermost element; the root is the result. */
const close = (stack, name, explicitArray) => {
  const element = stack.pop();
  if (element?.name !== name) throw new Error('Unexpected close tag');
  const parent = stack.at(-1);
  if (!parent) return { [name]: contentOf(element) };
  put(parent.value, name, contentOf(element), explicitArray);
  return undefined;
};

const addText = (stack, text, cdata) => {
  const inside = stack.at(-1);
  if (!inside && text.trim() !== '') throw new Error('Non-whitespace before first tag.');
  if (!inside) return;
  inside.text += text;
  inside.cdata ||= cdata && text !== '';
};

/** Takes one token; the result once the root is closed, whatever follows it. */
const take = (stack, token, explicitArray) => {
  if (token.broken) throw new Error('Unencoded <');
  if (token.open) stack.push(opened(token));
  if (token.close || token.empty) return close(stack, token.close ?? token.open, explicitArray);
  if (token.cdata !== undefined) addText(stack, token.cdata, true);
  if (token.text !== undefined) addText(stack, decoded(token.text), false);
  return undefined;
};

const parse = (xml, { explicitArray }) => {
  const stack = [];
  for (const { groups } of xml.matchAll(TOKEN)) {
    const result = take(stack, groups, explicitArray);
    if (result) return result;
  }
  if (stack.length > 0) throw new Error('Unclosed root tag');
  return null;
};

class Parser {
  constructor(options = {}) {
    this.options = { explicitArray: true, ...options };
  }
  parseString(xml, callback) {
    let result;
    try {
      result = parse(String(xml), this.options);
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, result);
  }
}

class Builder {
  buildObject() {
    throw new Error('writing XML was pruned from this bundle: see docs/pruning.md');
  }
}

module.exports = {
  Parser,
  Builder,
  parseString: (xml, callback) => new Parser().parseString(xml, callback),
};
