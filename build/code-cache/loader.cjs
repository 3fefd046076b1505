// Loads the chunks beside it with the bytecode that the build recorded. V8 takes bytecode only from its
// very own version; without it, or on another version, the chunks are compiled as always.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const recorder = globalThis[Symbol.for('peerflow.code-cache.recorder')];
const version = `${process.versions.v8}-${process.arch}`;
const modules = new Map();

const bytecodeOf = (file) => {
  if (recorder) return undefined;
  try {
    return readFileSync(`${file}.${version}.cache`);
  } catch {
    return undefined;
  }
};

const compile = (file) => {
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`;
  const script = new Script(source, { filename: file, cachedData: bytecodeOf(file) });
  recorder?.(file, script);
  return script.runInThisContext();
};

const load = (name) => {
  const known = modules.get(name);
  if (known) return known.exports;
  const file = `${__dirname}/${name}`;
  const module = { exports: {} };
  modules.set(name, module);
  const request = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));
  compile(file)(module.exports, request, module, file, __dirname);
  return module.exports;
};

module.exports = load('main.js');
