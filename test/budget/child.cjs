// Loads a built function, hands it an event where there is one, and tells which files that took.
const fs = require('node:fs');
const path = require('node:path');

const [, , folder, scenario] = process.argv;
const { event, functionName } = JSON.parse(scenario);

const files = new Set();
const read = fs.readFileSync;
fs.readFileSync = (file, ...rest) => {
  files.add(String(file));
  return read(file, ...rest);
};

const context = {
  requestId: 'budget',
  region: 'cn-hangzhou',
  accountId: '1210123456123456',
  credentials: { accessKeyId: 'STS.budget', accessKeySecret: 'none', securityToken: 'none' },
  function: { name: functionName, timeout: 60 },
};

const run = async () => {
  const { handler } = require(path.join(folder, 'index.js'));
  return event === undefined ? undefined : handler(Buffer.from(event), context);
};

run().then((answer) => {
  const loaded = [...files, ...Object.keys(require.cache)]
    .filter((file) => path.dirname(file) === folder)
    .map((file) => path.basename(file));
  process.send({ answer: answer ?? null, loaded: [...new Set(loaded)] }, () => process.exit(0));
});
