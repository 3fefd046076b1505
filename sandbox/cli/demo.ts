import { parseArgs } from 'node:util';
import { runDemo } from '../demo/run.ts';
import { scenarioOf } from '../demo/scenario.ts';
import { messageOf } from '../values.ts';

const USAGE = `Usage: npm run demo [-- [options] [request.json ...]]

Without files everything under examples/ is sent: requests over HTTP, messages to a queue, events to a bus.
With files only those: CloudEvents to the bus, lists and actions other than create into the queue, anything else
over HTTP. Exit code 0 when every request has what it asked for, or waits for somebody else.

  --cross-account   the other side belongs to a second account, which its role lets Peerflow accept for
  --routes          one connection with routes on both sides; both VPCs' route tables are shown before and after
  --chain           consumers at work: a function, a rule, a queue worker and a webhook receiver
  --verbose         shows everything that happens in the cloud, not just what becomes of the requests
  --no-build        takes dist/ as it is
  -h, --help        this text`;

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const fail = (error: unknown, more = ''): number => {
  const cause = error instanceof Error && error.cause ? ` (${String(error.cause)})` : '';
  process.stderr.write(`demo: ${messageOf(error)}${cause}${more}\n`);
  return 1;
};

const flag = { type: 'boolean', default: false } as const;

const argumentsOf = (args: readonly string[]) => {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'cross-account': flag,
      routes: flag,
      chain: flag,
      verbose: flag,
      'no-build': flag,
      help: { ...flag, short: 'h' },
    },
  });
  const { 'cross-account': crossAccount, 'no-build': isBuilt, ...others } = values;
  return { files, crossAccount, isBuilt, ...others };
};

const main = async (args: readonly string[]): Promise<number> => {
  let asked: ReturnType<typeof argumentsOf>;
  try {
    asked = argumentsOf(args);
  } catch (error) {
    return fail(error, `\n\n${USAGE}`);
  }
  if (asked.help) {
    write(USAGE);
    return 0;
  }
  try {
    return await runDemo(scenarioOf(asked), write, asked);
  } catch (error) {
    return fail(error);
  }
};

process.exitCode = await main(process.argv.slice(2));
