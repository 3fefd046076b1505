import { parseArgs } from 'node:util';
import { runDemo } from '../demo/run.ts';
import { scenarioOf } from '../demo/scenario.ts';

const USAGE = `Usage: npm run demo [-- [--cross-account] [request.json ...]]

Without files the requests under examples/ are sent. Exit code 0 when every expected event arrived.
--cross-account: the other side belongs to a second account, which its role lets Peerflow accept for.`;

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const fail = (message: string): number => {
  process.stderr.write(`demo: ${message}\n`);
  return 1;
};

const argumentsOf = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'cross-account': { type: 'boolean', default: false } },
  });
  return { files: positionals, crossAccount: values['cross-account'] };
};

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message} (${String(error.cause)})` : error.message;
};

const main = async (args: readonly string[]): Promise<number> => {
  let asked: ReturnType<typeof argumentsOf>;
  try {
    asked = argumentsOf(args);
  } catch (error) {
    return fail(`${textOf(error)}\n${USAGE}`);
  }
  try {
    return await runDemo(await scenarioOf(asked), write);
  } catch (error) {
    return fail(textOf(error));
  }
};

process.exitCode = await main(process.argv.slice(2));
