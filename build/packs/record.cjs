// Runs a built function once, against a cloud that says yes to everything, and writes down the bytecode
// of every pack that this opened. Arguments: the folder of the function, what it is to do (as JSON), and
// the folder for the bytecode.
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const path = require('node:path');

const [, , folder, rehearsal, target] = process.argv;
const { functionName, events, answers } = JSON.parse(rehearsal);

const scripts = new Map();
globalThis[Symbol.for('peerflow.bytecode')] = (pack, script) => scripts.set(pack, script);

const context = {
  requestId: 'rehearsal',
  region: 'cn-hangzhou',
  accountId: '1210123456123456',
  credentials: { accessKeyId: 'STS.rehearsal', accessKeySecret: 'none', securityToken: 'none' },
  function: { name: functionName, timeout: 60 },
};

const cloud = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const { status = 200, body = {} } =
      answers[request.headers['x-acs-action'] ?? request.url] ?? {};
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
    response.end(JSON.stringify(body));
  });
});

const rehearse = async () => {
  const { handler } = require(path.join(folder, 'index.js'));
  for (const event of events) await handler(Buffer.from(JSON.stringify(event)), context);
  for (const [pack, script] of scripts)
    writeFileSync(path.join(target, pack), script.createCachedData());
};

cloud.listen(0, '127.0.0.1', () => {
  Object.assign(process.env, {
    PEERFLOW_ENDPOINT: `http://127.0.0.1:${cloud.address().port}`,
    PEERFLOW_SINKS: 'eventbridge://default',
    PEERFLOW_LOG_LEVEL: 'error',
  });
  rehearse().then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    },
  );
});
