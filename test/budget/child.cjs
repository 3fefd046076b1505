// Loads a built function, hands it an event where there is one, and tells which of the modules that wait ran,
// and which of Node.js.
const path = require('node:path');

const [, , folder, scenario] = process.argv;
const { event, functionName } = JSON.parse(scenario);

// A module that waits until it is asked for is the one method of an object, named by its path; the bundler's
// helpers look that name up when it runs.
const modules = new Set();
const { getOwnPropertyNames } = Object;
Object.getOwnPropertyNames = (object) => {
  const names = getOwnPropertyNames(object);
  if (names.length === 1 && names[0].includes('/')) modules.add(names[0]);
  return names;
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

const before = new Set(process.moduleLoadList);
run().then((answer) => {
  const builtins = process.moduleLoadList
    .filter((it) => !before.has(it))
    .map((it) => it.replace('NativeModule ', ''));
  const said = { answer: answer ?? null, modules: [...modules], builtins };
  process.send(said, () => process.exit(0));
});
