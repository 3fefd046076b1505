import { Command, CommanderError, Option } from 'commander';
import { addChanges } from './commands/change.ts';
import { addCreate, type Run } from './commands/create.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvents } from './commands/events.ts';
import { addList } from './commands/list.ts';
import { addPage } from './commands/page.ts';
import { addPlan } from './commands/plan.ts';
import { addRedrive } from './commands/redrive.ts';
import { addRoutes } from './commands/routes.ts';
import { addWatch } from './commands/watch.ts';
import { type Deps, processDeps } from './deps.ts';
import { CommandError, EXIT, type Exit } from './exit.ts';
import { errorLines } from './print/problem.ts';

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 still waiting.

Credentials sign the calls; they come from ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET, ~/.aliyun/config.json,
~/.alibabacloud/credentials, or the role of the machine. A sandbox needs none. PEERFLOW_TOKEN is sent as
bearer token instead, for a domain that asks for one.

Examples:
  npx peerflow --endpoint http://127.0.0.1:9000 list
  npx peerflow create vpc-hub vpc-spoke1 --region cn-hangzhou --routes both
  npx peerflow watch pcc-bp1k2v9w3x8q`;

const ADDERS = [
  addPlan,
  addCreate,
  addList,
  addWatch,
  addChanges,
  addRoutes,
  addEvents,
  addRedrive,
  addPage,
  addDoctor,
] as const;

const programOf = (deps: Deps, run: Run): Command => {
  const { terminal } = deps;
  const program = new Command('peerflow')
    .description('Asks Peerflow for VPC peering connections, and shows what becomes of them.')
    .option('--endpoint <url>', 'the HTTP trigger or the sandbox (PEERFLOW_URL)')
    .option('--profile <name>', 'profile of the credentials files')
    .addOption(
      new Option('--output <format>', 'text or json').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', EPILOGUE)
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  for (const add of ADDERS) add(program, deps, run);
  // Settings of the program are not inherited by commands that are added to it.
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
};

/** What the command line parser ends with: 0 for help, else wrong usage. */
const exitOfParser = ({ exitCode }: CommanderError): Exit =>
  exitCode === 0 ? EXIT.done : EXIT.usage;

/**
 * Runs one command line and resolves with its exit code. Never rejects.
 *
 * @param args without the program's own name
 */
export const main = async (args: readonly string[], deps: Deps = processDeps()): Promise<Exit> => {
  let exit: Exit = EXIT.done;
  const run: Run = async (work) => {
    exit = await work;
  };
  try {
    await programOf(deps, run).parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return exitOfParser(error);
    for (const line of errorLines(deps.terminal, error)) deps.terminal.err(line);
    return error instanceof CommandError ? error.exit : EXIT.failed;
  }
};
