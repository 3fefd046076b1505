// Loads the chunks of a function from packs, with the bytecode that the build recorded of them. V8 takes
// bytecode only from its very own version; on any other, packs are compiled as scripts always are.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

/** Which pack holds a chunk; a chunk in none has a file of its own. The build fills it in. */
const PACK_OF = __PACK_OF__;

const record = globalThis[Symbol.for('peerflow.bytecode')];
const version = `${process.versions.v8}-${process.arch}`;
const packs = new Map();
const modules = new Map();

const bytecodeOf = (file) => {
  try {
    return readFileSync(`${file}.${version}`);
  } catch {
    return undefined;
  }
};

const openPack = (name) => {
  const filename = `${__dirname}/${name}`;
  const cachedData = record ? undefined : bytecodeOf(filename);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
  record?.(filename, script);
  const chunks = script.runInThisContext();
  packs.set(name, chunks);
  return chunks;
};

const load = (name) => {
  const known = modules.get(name);
  if (known) return known.exports;
  const pack = PACK_OF[name] ?? name;
  const chunks = packs.get(pack) ?? openPack(pack);
  const module = { exports: {} };
  modules.set(name, module);
  chunks[name](module.exports, request, module);
  return module.exports;
};

const request = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));

module.exports = load('index.js');
