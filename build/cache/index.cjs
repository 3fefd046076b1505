// Starts main.js, with V8's code cache of it where that belongs to this very source and this very V8.
// `npm run trace` finds the lines of the TypeScript sources behind a stack trace of main.js.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

/** Bytes of the first line of main.cache: V8's version, architecture, hashes of the source and the cache. */
const HEADER = 256;
const [HEAD, TAIL] = ['(function (exports, require, module, __filename, __dirname) {', '\n})'];

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const source = readFileSync(`${__dirname}/main.js`);
const hash = sha256(source);

/** The code cache, or `undefined`: it only saves time. */
const readCache = () => {
  try {
    const file = readFileSync(`${__dirname}/main.cache`);
    const cache = file.subarray(HEADER);
    const expected = [process.versions.v8, process.arch, hash, sha256(cache)].join(' ');
    return file.latin1Slice(0, HEADER).trimEnd() === expected ? cache : undefined;
  } catch {
    return undefined;
  }
};

const cachedData = readCache();
const script = new Script(HEAD + source.latin1Slice() + TAIL, {
  filename: `__NAME__@${hash.slice(0, 8)}/main.js`,
  columnOffset: -HEAD.length,
  cachedData,
});

script.runInThisContext()(exports, require, module, `${__dirname}/main.js`, __dirname);

/** For whoever asks why a start is slow. V8 itself rejects a cache that was made with other flags. */
module.exports.codeCache = !cachedData ? 'none' : script.cachedDataRejected ? 'rejected' : 'used';
