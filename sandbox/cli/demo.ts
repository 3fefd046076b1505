import { parseArgs } from 'node:util';
import { runDemo } from '../demo/run.ts';

const USAGE = `Usage: npm run demo [-- request.json ...]

Without files the requests under examples/ are sent. Exit code 0 when every expected event arrived.`;

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const fail = (message: string): number => {
  process.stderr.write(`demo: ${message}\n`);
  return 1;
};

const main = async (args: readonly string[]): Promise<number> => {
  let files: readonly string[];
  try {
    files = parseArgs({ args: [...args], allowPositionals: true }).positionals;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  try {
    return await runDemo(files, write);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? ` (${String(error.cause)})` : '';
    return fail(`${error instanceof Error ? error.message : String(error)}${cause}`);
  }
};

process.exitCode = await main(process.argv.slice(2));
