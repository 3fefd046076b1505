import { type Command, Option } from 'commander';
import type { Accepted } from '../../page/model/contract.ts';
import { getConnection, peeringPath, write } from '../api/peerings.ts';
import { type Deps, type Session, sessionOf } from '../deps.ts';
import { CommandError, EXIT, type Exit, wrongUsage } from '../exit.ts';
import type { Goal } from '../follow.ts';
import { findingLines } from '../print/problem.ts';
import type { Run } from './create.ts';
import { seconds } from './numbers.ts';
import { EXIT_OF, endLines, waitFor } from './wait.ts';

type Verb = 'accept' | 'reject' | 'delete';

interface ChangeOptions {
  readonly requestId?: string;
  readonly ifMatch?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly wait: boolean;
  readonly timeout: number;
}

const GOALS: Readonly<Record<Verb, Goal>> = {
  accept: 'Activated',
  reject: 'Rejected',
  delete: 'Deleted',
};

const callOf = (verb: Verb, id: string, { force, dryRun }: ChangeOptions) => {
  if (verb !== 'delete')
    return {
      method: 'POST',
      path: peeringPath(id, `/${verb}`),
      ...(dryRun ? { body: { dryRun: true } } : {}),
    } as const;
  const query = new URLSearchParams({
    ...(force ? { force: 'true' } : {}),
    ...(dryRun ? { dryRun: 'true' } : {}),
  });
  return { method: 'DELETE', path: peeringPath(id, query.size > 0 ? `?${query}` : '') } as const;
};

/** A delete cannot be undone, so a person is asked, and a script has to say `--yes`. */
const makeSure = async ({ api, deps }: Session, id: string, options: ChangeOptions) => {
  if (options.yes || options.dryRun) return;
  const { terminal } = deps;
  if (!terminal.isInteractive)
    throw wrongUsage('A delete cannot be undone: without a terminal, say --yes');
  const row = await getConnection(api, id);
  const it = row?.connection;
  const what = it ? `${it.name || id} (${it.vpc.vpcId} to ${it.acceptingVpc.vpcId})` : id;
  if (!(await terminal.confirm(`Delete ${what}?`))) throw new CommandError('Nothing was deleted');
};

const printTaken = ({ deps: { terminal }, isJson }: Session, answer: Accepted): void => {
  if (isJson) return;
  if (answer.status === 'Queued') terminal.err(terminal.colors.yellow(`queued: ${answer.detail}`));
  for (const line of findingLines(terminal, answer.findings)) terminal.err(line);
};

const change = async (
  deps: Deps,
  command: Command,
  verb: Verb,
  id: string,
  options: ChangeOptions,
): Promise<Exit> => {
  const session = sessionOf(deps, command);
  if (verb === 'delete') await makeSure(session, id, options);
  const { terminal } = deps;
  const key = options.requestId ?? `cli-${deps.newId()}`;
  const { ifMatch } = options;
  const answer = await write(session.api, { ...callOf(verb, id, options), key, ifMatch });
  printTaken(session, answer);
  if (answer.dryRun || !options.wait) {
    if (session.isJson) terminal.out(JSON.stringify(answer));
    else terminal.out(answer.dryRun ? '✓ The dry run passed.' : `${id} is being changed`);
    return EXIT.done;
  }
  const look = () => getConnection(session.api, id);
  const followed = await waitFor(session, GOALS[verb], options.timeout, look);
  if (session.isJson) {
    const connection = followed.row?.connection ?? null;
    terminal.out(
      JSON.stringify({ outcome: followed.verdict, requestId: answer.requestId, connection }),
    );
  } else for (const line of endLines(session, followed)) terminal.out(line);
  return EXIT_OF[followed.verdict];
};

const DESCRIPTIONS: Readonly<Record<Verb, string>> = {
  accept: 'accept a connection and wait until it is activated',
  reject: 'refuse a connection',
  delete: 'delete a connection, with the routes that Peerflow made for it',
};

/** `peerflow accept`, `reject` and `delete`. */
export const addChanges = (program: Command, deps: Deps, run: Run): void => {
  for (const verb of ['accept', 'reject', 'delete'] as const) {
    const command = program
      .command(verb)
      .description(DESCRIPTIONS[verb])
      .argument('<instance-id>', 'the connection, pcc-…')
      .option('--request-id <id>', 'name the request: repeated, it does nothing twice')
      .option('--if-match <etag>', 'only if the connection is still as it was')
      .option('--dry-run', 'only ask whether it would be accepted')
      .option('--no-wait', 'end as soon as the request is accepted')
      .addOption(
        new Option('--timeout <seconds>', 'how long to wait (exit code 3 after that)')
          .argParser(seconds)
          .default(600_000, '600'),
      );
    if (verb === 'delete')
      command
        .option('-y, --yes', 'do not ask')
        .option('--force', 'delete although route entries lead over it; the API removes them');
    command.action((id: string, options: ChangeOptions, self: Command) =>
      run(change(deps, self, verb, id, options)),
    );
  }
};
