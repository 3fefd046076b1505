// Runs HTTP calls in a fresh Node.js through a built bundle, and prints which of its files it read at
// the start, and which each call read.
const fs = require('node:fs');
const path = require('node:path');

const [bundle, ...calls] = process.argv.slice(2);
const read = fs.readFileSync;
let files = [];
fs.readFileSync = (file, ...rest) => {
  if (String(file).startsWith(bundle)) files.push(path.basename(String(file)));
  return read(file, ...rest);
};
const { handler } = require(path.join(bundle, 'index.js'));

const context = {
  requestId: 'inv-1',
  region: 'cn-hangzhou',
  accountId: process.env.FC_ACCOUNT_ID,
  credentials: JSON.parse(process.env.TEST_CREDENTIALS),
  function: { name: 'peerflow-request', timeout: 60 },
};

const eventOf = ({ method, path: at, body }) => ({
  version: 'v1',
  rawPath: at,
  headers: {},
  queryParameters: {},
  body: body === undefined ? '' : JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { http: { method, path: at }, requestId: 'req-1' },
});

const run = async () => {
  const answers = [{ statusCode: 0, files: files.filter((file) => file.endsWith('.js')) }];
  for (const call of calls.map((each) => JSON.parse(each))) {
    files = [];
    const { statusCode } = await handler(Buffer.from(JSON.stringify(eventOf(call))), context);
    answers.push({ statusCode, files: files.filter((file) => file.endsWith('.js')) });
  }
  // Log lines of the function go to standard output, too.
  process.stderr.write(JSON.stringify(answers));
  process.exit(0);
};
run();
