// Measured process: loads modules, the last of which has the handler, and answers one create.
const { modules, handles, event, context } = JSON.parse(process.argv[2]);
const loaded = modules.map((module) => require(module));
const handler = handles ? loaded.at(-1).handler : async () => ({ statusCode: 202 });

handler(Buffer.from(JSON.stringify(event)), context).then(({ statusCode }) => {
  process.stdout.write(`${JSON.stringify({ statusCode })}\n`);
  process.exit(0);
});
