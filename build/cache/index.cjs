// Starts main.js, with V8's code cache of it where that belongs to this very source and this very V8.
// `npm run trace` finds the lines of the TypeScript sources behind a stack trace of main.js.
const { createHash } = require('node:crypto');
const { closeSync, fstatSync, openSync, readFileSync, readSync } = require('node:fs');
const { Script } = require('node:vm');

const FILE = `${__dirname}/main.js`;
const [HEAD, TAIL] = ['(function (exports, require, module, __filename, __dirname) {', '\n})'];
/** Bytes of the first line of main.cache: V8's version, architecture, hashes of the source and the cache. */
const HEADER = 256;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The file between head and tail, in one piece of memory: it is large. */
const readWrapped = () => {
  const file = openSync(FILE);
  const { size } = fstatSync(file);
  const bytes = Buffer.allocUnsafeSlow(HEAD.length + size + TAIL.length);
  bytes.latin1Write(HEAD, 0);
  readSync(file, bytes, HEAD.length, size);
  bytes.latin1Write(TAIL, HEAD.length + size);
  closeSync(file);
  return {
    code: bytes.latin1Slice(),
    hash: sha256(bytes.subarray(HEAD.length, HEAD.length + size)),
  };
};

/** The code cache, or `undefined`: it only saves time. */
const readCache = (hash) => {
  try {
    const file = readFileSync(`${__dirname}/main.cache`);
    const cache = file.subarray(HEADER);
    const expected = [process.versions.v8, process.arch, hash, sha256(cache)].join(' ');
    return file.latin1Slice(0, HEADER).trimEnd() === expected ? cache : undefined;
  } catch {
    return undefined;
  }
};

/** A function, so that nothing keeps the bytes that were read once V8 has them. */
const start = () => {
  const { code, hash } = readWrapped();
  const cachedData = readCache(hash);
  const script = new Script(code, {
    filename: `__NAME__@${hash.slice(0, 8)}/main.js`,
    columnOffset: -HEAD.length,
    cachedData,
  });
  script.runInThisContext()(exports, require, module, FILE, __dirname);
  return !cachedData ? 'none' : script.cachedDataRejected ? 'rejected' : 'used';
};

/** For whoever asks why a start is slow. V8 itself rejects a cache that was made with other flags. */
const codeCache = start();
module.exports.codeCache = codeCache;
