// Measured process: one sweep of the poller, and the most memory it took.
const { bundle, context } = JSON.parse(process.argv[2]);
const tick = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'sweep', payload: '' };
const megabytes = () => process.memoryUsage().rss / 1_048_576;

const run = async () => {
  const { handler } = require(bundle);
  const before = megabytes();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, megabytes());
  }, 10);
  const startedAt = performance.now();
  await handler(Buffer.from(JSON.stringify(tick)), context);
  const ms = performance.now() - startedAt;
  clearInterval(sampling);
  process.stdout.write(`${JSON.stringify({ ms, mb: Math.max(most, megabytes()) - before })}\n`);
};

run().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
