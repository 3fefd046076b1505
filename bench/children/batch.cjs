// Measured process: one batch of queue messages, and the most memory it took.
const { bundle, context, count } = JSON.parse(process.argv[2]);
const megabytes = () => process.memoryUsage().rss / 1_048_576;

const messageAt = (index) => ({
  id: `event-${index}`,
  source: 'MNS-Function-queue',
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  data: {
    requestId: `R${index}`,
    messageId: `M${index}`,
    messageBody: JSON.stringify({
      regionId: 'cn-hangzhou',
      vpcId: `vpc-bench${2 * index}`,
      acceptingVpcId: `vpc-bench${2 * index + 1}`,
    }),
  },
});

const run = async () => {
  const { handler } = require(bundle);
  const event = Buffer.from(
    JSON.stringify(Array.from({ length: count }, (_, at) => messageAt(at))),
  );
  const before = megabytes();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, megabytes());
  }, 20);
  const startedAt = performance.now();
  const { outcomes } = await handler(event, context);
  const ms = performance.now() - startedAt;
  clearInterval(sampling);
  const created = outcomes.filter(({ outcome }) => outcome === 'created').length;
  const result = { ms, mb: most - before, created, eventMb: event.length / 1_048_576 };
  process.stdout.write(`${JSON.stringify(result)}\n`);
};

run().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
