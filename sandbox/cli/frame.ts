import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type JournalEntry, textOf } from '../journal.ts';
import { codeOf } from '../json-file.ts';
import type { Sandbox } from '../start.ts';
import { messageOf } from '../values.ts';

/** What every command that starts a sandbox is told. */
export interface Options {
  readonly port: number;
  readonly fixture?: string;
}

const readPort = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('A port is 0 to 65535, 0 for any free one.');
};

/** A command with the options that all of them have. */
export const commandOf = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--port <number>', 'where everything listens; 0 for any free port', readPort, 9000)
    .option('--fixture <file>', 'accounts, regions and VPCs; a default world unless given')
    .showHelpAfterError();

const COLOURS = {
  api: 'blue',
  status: 'green',
  invoke: 'cyan',
  event: 'magenta',
  message: 'yellow',
  http: 'bold',
  log: 'dim',
  fault: 'red',
} as const satisfies Record<JournalEntry['kind'], string>;

/**
 * One journal entry as one line: time (UTC), kind, what happened.
 *
 * @param colored true for a terminal; else the line has no escape codes.
 */
export const formatEntry = (entry: JournalEntry, colored: boolean): string => {
  const { at, kind } = entry;
  const colors = pc.createColors(colored);
  const paint = colors[COLOURS[kind]];
  const time = new Date(at).toISOString().slice(11, 23);
  return `${colors.dim(time)} ${paint(kind.padEnd(7))} ${paint(textOf(entry))}`;
};

/** What a person reads when it could not start. */
const explain = (error: unknown, port: number): string => {
  if (codeOf(error) === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or choose another one with --port.`;
  if (codeOf(error) === 'EACCES') return `Port ${port} may not be used by this user.`;
  return messageOf(error);
};

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
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
      (error: unknown) => fail(`It did not stop cleanly: ${messageOf(error)}`),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

/**
 * Runs a command with the words of the command line.
 *
 * @param start what it throws is printed and ends the program with exit code 1
 * @param greet printed when the sandbox listens
 */
export const main = async <T extends Options>(
  command: Command,
  start: (options: T) => Promise<Sandbox>,
  greet: (sandbox: Sandbox, options: T) => string,
): Promise<void> => {
  const options = command.parse().opts<T>();
  process.on('uncaughtException', (error) => fail(`The sandbox died: ${error.stack ?? error}`));
  const colored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  try {
    const sandbox = await start(options);
    stopOnSignal(sandbox);
    process.stdout.write(`${greet(sandbox, options)}\n`);
    sandbox.journal.follow((entry) => process.stdout.write(`${formatEntry(entry, colored)}\n`));
  } catch (error) {
    fail(explain(error, options.port));
  }
};
