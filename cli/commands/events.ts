import type { Command } from 'commander';
import { type CloudOptions, cloudOf, withCloudOptions } from '../cloud/context.ts';
import { createQueues } from '../cloud/queues.ts';
import type { Deps, GlobalOptions } from '../deps.ts';
import { eventLine, followQueue } from '../events.ts';
import { EXIT, type Exit } from '../exit.ts';
import type { Run } from './create.ts';
import { atLeastOne, seconds } from './numbers.ts';

interface EventsOptions extends CloudOptions, GlobalOptions {
  readonly queue: string;
  readonly delete?: boolean;
  readonly most?: number;
  readonly timeout?: number;
}

const WAIT_SECONDS = 10;

const follow = async (deps: Deps, command: Command): Promise<Exit> => {
  const options = command.optsWithGlobals<EventsOptions>();
  const { terminal, now, stop } = deps;
  const { most = Number.POSITIVE_INFINITY, timeout = Number.POSITIVE_INFINITY } = options;
  const queues = await createQueues(await cloudOf(deps, options));
  const end = now() + timeout;
  let shown = 0;
  const waitSeconds = Math.min(WAIT_SECONDS, Math.ceil(timeout / 1_000));
  await followQueue(
    { queue: options.queue, remove: options.delete ?? false, waitSeconds },
    {
      queues,
      show: (event) => {
        shown += 1;
        terminal.out(options.output === 'json' ? JSON.stringify(event) : eventLine(event));
      },
      unreadable: ({ id }) => terminal.err(terminal.colors.yellow(`${id} is not an event`)),
      isOver: () => stop.aborted || shown >= most || now() >= end,
    },
  );
  return EXIT.done;
};

/** `peerflow events`. */
export const addEvents = (program: Command, deps: Deps, run: Run): void => {
  withCloudOptions(program.command('events'))
    .description('follow the events in an SMQ queue; they stay in it unless --delete is given')
    .requiredOption('--queue <name>', 'the queue, as in PEERFLOW_SINKS=mns://queues/{name}')
    .option('--delete', 'take the events out of the queue')
    .option('--most <number>', 'end after so many events', atLeastOne)
    .option('--timeout <seconds>', 'end after this time', seconds)
    .action((_options: unknown, command: Command) => run(follow(deps, command)));
};
