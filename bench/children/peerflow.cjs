// Measured process: creates connections through the bundle of the request function, one after another.
const { bundle, count, first, context, warmUp } = JSON.parse(process.argv[2]);
const { handler } = require(bundle);

const eventFor = (index) =>
  Buffer.from(
    JSON.stringify({
      version: 'v1',
      rawPath: '/peerings',
      headers: {},
      queryParameters: {},
      isBase64Encoded: false,
      body: JSON.stringify({
        regionId: 'cn-hangzhou',
        vpcId: `vpc-bench${index}`,
        acceptingVpcId: `vpc-bench${index + 1}`,
      }),
      requestContext: {
        http: { method: 'POST', path: '/peerings' },
        requestId: `warm-${index}`,
      },
    }),
  );

const createOne = async (index) => {
  const answer = await handler(eventFor(index), context);
  if (answer.statusCode !== 202) throw new Error(`answered ${answer.statusCode}: ${answer.body}`);
};

const run = async () => {
  for (let done = 0; done < warmUp; done++) await createOne(first + 2 * done);
  const startedAt = performance.now();
  for (let done = warmUp; done < warmUp + count; done++) await createOne(first + 2 * done);
  process.stdout.write(`${JSON.stringify({ ms: performance.now() - startedAt })}\n`);
};

run().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
