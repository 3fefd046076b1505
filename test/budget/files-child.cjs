// Loads a built function, has it answer one event, then another, and tells which source files the second one ran
// through: a file counts where one of its functions was called.
const { readFileSync } = require('node:fs');
const { Session } = require('node:inspector/promises');
const { SourceMap } = require('node:module');
const path = require('node:path');

const [, , folder, map, ...events] = process.argv;
const MAIN = 'main.js';
/** What `index.js` puts before the bundle. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {'.length;

const context = {
  requestId: 'budget',
  region: 'cn-hangzhou',
  accountId: '1210123456123456',
  credentials: { accessKeyId: 'STS.budget', accessKeySecret: 'none', securityToken: 'none' },
  function: { name: 'peerflow-request', timeout: 60 },
};

/** The source file of an offset in the bundle. */
const locator = () => {
  const sources = new SourceMap(JSON.parse(readFileSync(map, 'utf8')));
  const code = readFileSync(path.join(folder, MAIN), 'latin1');
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return sources.findEntry(low, offset - starts[low]).originalSource;
  };
};

const run = async () => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const { handler } = require(path.join(folder, 'index.js'));
  await handler(Buffer.from(events[0]), context);
  await session.post('Profiler.takePreciseCoverage');
  const answer = await handler(Buffer.from(events[1]), context);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const sourceOf = locator();
  const called = result
    .filter(({ url }) => url.endsWith(MAIN))
    .flatMap(({ functions }) => functions)
    .filter(({ ranges: [{ count, startOffset }] }) => count > 0 && startOffset > HEAD)
    .map(({ ranges: [{ startOffset }] }) => sourceOf(startOffset - HEAD));
  // What the bundler itself adds has no source.
  const files = new Set(called.filter((source) => typeof source === 'string'));
  return { statusCode: answer.statusCode, files: [...files] };
};

run().then((said) => process.send(said, () => process.exit(0)));
