// Runs a built function once, against a cloud that says yes to everything, and writes down V8's code cache
// with all that was compiled on the way. Arguments: the folder of the function, its rehearsal (JSON), and
// the file for the cache. What the handler answers goes to standard output.
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const [, , folder, rehearsal, target] = process.argv;
const { functionName, events, answers } = JSON.parse(rehearsal);

let main;
vm.Script = class extends vm.Script {
  constructor(...given) {
    super(...given);
    main = this;
  }
};

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
  const said = [];
  for (const event of events)
    said.push(await handler(Buffer.from(JSON.stringify(event)), context).catch(String));
  writeFileSync(target, main.createCachedData());
  process.stdout.write(JSON.stringify(said));
};

cloud.listen(0, '127.0.0.1', () => {
  process.env.PEERFLOW_ENDPOINT = `http://127.0.0.1:${cloud.address().port}`;
  rehearse().then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    },
  );
});
