// Loads the chunks of a function from packs: deflated files with the source of one or more chunks and,
// where the build recorded it, their bytecode. V8 takes bytecode only from its very own version; on any
// other, packs are compiled as scripts always are.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { inflateRawSync } = require('node:zlib');

/** Which pack holds a chunk; a chunk in none has one of its own. The build fills it in. */
const PACK_OF = __PACK_OF__;

const record = globalThis[Symbol.for('peerflow.bytecode')];
const version = `${process.versions.v8}-${process.arch}`;
const packs = new Map();
const modules = new Map();

/** Four bytes with the size of the rest once inflated: one buffer then takes it all. */
const inflated = (file) => {
  const packed = readFileSync(file);
  return inflateRawSync(packed.subarray(4), { chunkSize: packed.readUInt32LE(0) + 64 });
};

/** A line with the length of the source and what the bytecode is for, the source, the bytecode. */
const readPack = (file) => {
  const bytes = inflated(file);
  const start = bytes.indexOf(0x0a) + 1;
  const [length, recordedOn] = bytes.latin1Slice(0, start - 1).split(' ');
  const end = start + Number(length);
  const source = bytes.latin1Slice(start, end);
  return { source, cachedData: recordedOn === version ? bytes.subarray(end) : undefined };
};

const openPack = (name) => {
  const filename = `${__dirname}/${name}.pack`;
  const { source, cachedData } = readPack(filename);
  const script = new Script(source, { filename, cachedData });
  record?.(name, script);
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

const request = (id) => (id.startsWith('./') ? load(id.slice(2, -3)) : require(id));

module.exports = load('index');
