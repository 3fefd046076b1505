import { Command, InvalidArgumentError } from 'commander';
import { type DemoOptions, runDemo } from '../demo/run.ts';
import { type Asked, scenarioOf } from '../demo/scenario.ts';
import { messageOf } from '../values.ts';

const fail = (message: string): void => {
  process.stderr.write(`demo: ${message}\n`);
};

const readSeconds = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number of seconds, 1 to 999999.');
};

const command = new Command('npm run demo --')
  .description(
    `Without files everything under examples/ is sent: requests over HTTP, messages
to a queue, events to a bus. With files only those: CloudEvents to the bus,
lists and actions other than create into the queue, anything else over HTTP.
Exit code 0 when every request has what it asked for, or waits for others.`,
  )
  .argument('[request.json...]')
  .option('--cross-account', 'a second account, whose role lets Peerflow accept there')
  .option('--routes', 'routes on both sides; the route tables before and after')
  .option('--chain', 'consumers at work: function, rule, queue worker, webhook receiver')
  .option('--verbose', 'everything that happens in the cloud, too')
  .option('--wait <seconds>', 'how long events are waited for', readSeconds, 60)
  .option('--no-build', 'takes dist/ as it is')
  .configureOutput({ outputError: (text) => fail(text.replace('error: ', '').trimEnd()) })
  .showHelpAfterError()
  .parse();

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const run = (): Promise<number> => {
  const options = command.opts<Omit<Asked, 'files'> & DemoOptions>();
  return runDemo(scenarioOf({ ...options, files: command.args }), write, options);
};

try {
  process.exitCode = await run();
} catch (error) {
  const cause = error instanceof Error && error.cause ? ` (${String(error.cause)})` : '';
  fail(`${messageOf(error)}${cause}`);
  process.exitCode = 1;
}
