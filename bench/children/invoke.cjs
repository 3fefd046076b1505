// Measured process: loads a module and lets its handler answer one event, then says what that took. Without
// a module it answers at once: a bare Node.js.
const { readFileSync } = require('node:fs');

const { module: file, event, context } = JSON.parse(process.argv[2]);

const message = (index) => ({
  id: `event-${index}`,
  source: 'MNS-Function-queue',
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  data: {
    requestId: `R${index}`,
    messageId: `M${index}`,
    messageBody: JSON.stringify({
      regionId: context.region,
      vpcId: `vpc-bench${2 * index}`,
      acceptingVpcId: `vpc-bench${2 * index + 1}`,
    }),
  },
});

/** Most memory that this process had, MB; maxRSS counts that of the process it was forked from, too. */
const peakMb = () => {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'));
    return Number(kilobytes) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
};

const eventBytes = () =>
  Buffer.from(
    JSON.stringify(
      typeof event === 'number' ? Array.from({ length: event }, (_, at) => message(at)) : event,
    ),
  );

const work = async () => {
  if (!file) return {};
  const { handler } = require(file);
  return handler(eventBytes(), context);
};

work().then(
  (answer) => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1000;
    const { statusCode, outcomes } = answer ?? {};
    const said = { statusCode, outcomes: outcomes?.length };
    process.stdout.write(`${JSON.stringify({ cpu, rss: peakMb(), answer: said })}\n`, () =>
      process.exit(0),
    );
  },
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
