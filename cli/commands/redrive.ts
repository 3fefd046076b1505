import { type Command, Option } from 'commander';
import { type CloudOptions, cloudOf, withCloudOptions } from '../cloud/context.ts';
import { createFunctions } from '../cloud/functions.ts';
import { createQueues } from '../cloud/queues.ts';
import type { Deps, GlobalOptions } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { namesOf, REDRIVE_QUEUES, type RedriveQueue } from '../redrive/names.ts';
import type { Run } from './create.ts';
import { atLeastOne } from './numbers.ts';

interface RedriveOptions extends CloudOptions, GlobalOptions {
  readonly queue: RedriveQueue;
  readonly name: string;
  readonly most?: number;
}

const runRedrive = async (deps: Deps, command: Command): Promise<Exit> => {
  const options = command.optsWithGlobals<RedriveOptions>();
  const cloud = await cloudOf(deps, options);
  const { terminal } = deps;
  const { redrive } = await import('../redrive/redrive.ts');
  const outcome = await redrive(
    options.queue,
    {
      queues: await createQueues(cloud),
      invoker: createFunctions(cloud, deps),
      names: namesOf(options.name, deps.env),
      newChain: () => deps.newId().replaceAll('-', ''),
      now: deps.now,
      report: (line, what) =>
        terminal.err(what === 'redriven' ? line : terminal.colors.yellow(`left: ${line}`)),
    },
    options.most,
  );
  if (options.output === 'json') terminal.out(JSON.stringify(outcome));
  else terminal.out(`${outcome.redriven} redriven, ${outcome.left} left in the queue`);
  return outcome.left > 0 ? EXIT.failed : EXIT.done;
};

/** `peerflow redrive`. */
export const addRedrive = (program: Command, deps: Deps, run: Run): void => {
  withCloudOptions(program.command('redrive'))
    .description('give failed tasks, parked tasks or dead letters back to the functions')
    .addOption(
      new Option('--queue <which>', 'which of the deployment’s queues')
        .choices(REDRIVE_QUEUES)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--name <name>', 'name of the deployment')
        .env('PEERFLOW_NAME')
        .default('peerflow'),
    )
    .option('--most <number>', 'messages at most', atLeastOne)
    .action((_options: unknown, command: Command) => run(runRedrive(deps, command)));
};
