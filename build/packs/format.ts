import { deflateRawSync } from 'node:zlib';

/** What bytecode is good for: the loader takes no other. */
const version = `${process.versions.v8}-${process.arch}`;

/**
 * The loader reads packs as Latin-1, which is quick, and right for ASCII alone. The bundler leaves
 * characters beyond it in regular expressions only, where an escape means the same.
 */
const inAscii = (text: string): string =>
  text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The source of a pack: an object with each chunk as a function of its name. */
const sourceOf = (chunks: ReadonlyMap<string, string>): string => {
  const functions = [...chunks].map(
    ([name, code]) => `${JSON.stringify(name)}:function(exports,require,module){${code}\n}`,
  );
  return inAscii(`({${functions.join(',\n')}})`);
};

/** The bytes of a pack, as build/packs/loader.cjs reads them. */
export const packBytes = (
  chunks: ReadonlyMap<string, string>,
  bytecode: Buffer | undefined,
): Buffer => {
  const source = sourceOf(chunks);
  const head = `${source.length} ${bytecode ? version : 'none'}\n`;
  const content = Buffer.concat([
    Buffer.from(head + source, 'latin1'),
    bytecode ?? Buffer.alloc(0),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([size, deflateRawSync(content, { level: 9 })]);
};
