import type { Journal } from '../journal.ts';
import type { Sandbox } from '../start.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { formatEntry } from './format.ts';

export interface Command {
  readonly usage: string;
  /** Starts; what it throws is printed and ends the program with exit code 1. */
  start(args: Arguments): Promise<Sandbox>;
  /** Printed when it listens. */
  greet(sandbox: Sandbox, args: Arguments): string;
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** What a person reads when it could not start. */
export const explain = (error: unknown, port: number): string => {
  if (codeOf(error) === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what listens there, or choose another one with --port.`;
  }
  if (codeOf(error) === 'EACCES') return `Port ${port} may not be used by this user.`;
  return error instanceof Error ? error.message : String(error);
};

const stream = (journal: Journal): void => {
  const colored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  journal.follow((entry) => process.stdout.write(`${formatEntry(entry, colored)}\n`));
};

/** Ctrl-C ends everything in order; a second one ends it at once. */
const stopOnSignal = (sandbox: Sandbox): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    process.stdout.write('\nStopping.\n');
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(`It did not stop cleanly: ${explain(error, 0)}`),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const run = async (command: Command, args: Arguments): Promise<void> => {
  process.on('uncaughtException', (error) => fail(`The sandbox died: ${error.stack ?? error}`));
  const sandbox = await command.start(args);
  stopOnSignal(sandbox);
  process.stdout.write(`${command.greet(sandbox, args)}\n`);
  stream(sandbox.journal);
};

/** Runs a command with the words of the command line. */
export const main = async (command: Command): Promise<void> => {
  const read = readArguments(process.argv.slice(2));
  if (read.kind === 'wrong') return fail(`${read.reason}\n\n${command.usage}`);
  if (read.kind === 'help') {
    process.stdout.write(`${command.usage}\n`);
    return;
  }
  await run(command, read.arguments).catch((error: unknown) =>
    fail(explain(error, read.arguments.port)),
  );
};
