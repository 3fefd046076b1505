import { type Command, Option } from 'commander';
import type { Accepted, Row } from '../../page/model/contract.ts';
import { getConnection, listConnections, write } from '../api/peerings.ts';
import { type Deps, type Session, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import type { Followed } from '../follow.ts';
import { findingLines } from '../print/problem.ts';
import { seconds } from './numbers.ts';
import { type RequestOptions, requestBody, withRequestOptions } from './request-options.ts';
import { EXIT_OF, endLines, waitFor, waitForRoutes } from './wait.ts';

interface CreateOptions extends RequestOptions {
  readonly requestId?: string;
  readonly dryRun?: boolean;
  readonly wait: boolean;
  readonly timeout: number;
}

/** Looks at what a request made: by its connection, or by its id while it is queued. */
const lookFor =
  ({ api }: Session, { connection, requestId }: Accepted, key: string) =>
  async (): Promise<Row | undefined> => {
    if (connection !== undefined) return getConnection(api, connection.instanceId);
    const [row] = await listConnections(api, { requestId: requestId ?? key });
    return row;
  };

const printAccepted = ({ deps: { terminal } }: Session, it: Accepted): void => {
  const { colors } = terminal;
  const { connection, adopted, detail } = it;
  if (connection === undefined) terminal.err(colors.yellow(`queued: ${detail ?? ''}`));
  else if (adopted) terminal.err(`the pair is connected already: ${connection.instanceId}`);
  for (const line of findingLines(terminal, it.findings)) terminal.err(line);
  for (const { field, asked, actual } of it.differences)
    terminal.err(
      `  differs: ${field} asked ${JSON.stringify(asked)}, is ${JSON.stringify(actual)}`,
    );
};

/** After the connection its routes, if the request asks for any. */
const withRoutes = async (
  session: Session,
  body: Readonly<Record<string, unknown>>,
  followed: Followed,
  timeoutMs: number,
): Promise<Followed> => {
  const { routes } = body;
  const isAsked = typeof routes === 'string' && routes !== 'none';
  if (!isAsked || followed.verdict !== 'done' || followed.row === undefined) return followed;
  const { instanceId } = followed.row.connection;
  const verdict = await waitForRoutes(session, instanceId, timeoutMs);
  session.deps.terminal.err(`routes: ${verdict === 'waiting' ? 'not all there yet' : verdict}`);
  return { ...followed, verdict };
};

const finish = (session: Session, answer: Accepted, followed: Followed): Exit => {
  const { deps, isJson } = session;
  if (isJson)
    deps.terminal.out(
      JSON.stringify({
        outcome: followed.verdict,
        requestId: answer.requestId,
        adopted: answer.adopted,
        connection: followed.row?.connection ?? null,
        findings: answer.findings,
        differences: answer.differences,
      }),
    );
  else for (const line of endLines(session, followed)) deps.terminal.out(line);
  return EXIT_OF[followed.verdict];
};

const printAnswer = ({ deps: { terminal }, isJson }: Session, answer: Accepted): Exit => {
  if (isJson) terminal.out(JSON.stringify(answer));
  else if (answer.dryRun) terminal.out(terminal.colors.green('✓ The dry run passed.'));
  else terminal.out(answer.connection?.instanceId ?? `queued as ${answer.requestId}`);
  return EXIT.done;
};

const create = async (
  deps: Deps,
  command: Command,
  [vpc, acceptingVpc]: readonly (string | undefined)[],
  options: CreateOptions,
): Promise<Exit> => {
  const session = sessionOf(deps, command);
  const body = await requestBody(vpc, acceptingVpc, options);
  const key = options.requestId ?? `cli-${deps.newId()}`;
  const answer = await write(session.api, {
    method: 'POST',
    path: 'peerings',
    key,
    body: options.dryRun ? { ...body, dryRun: true } : body,
  });
  if (!session.isJson) printAccepted(session, answer);
  if (answer.dryRun || !options.wait) return printAnswer(session, answer);
  const end = deps.now() + options.timeout;
  const followed = await waitFor(
    session,
    'Activated',
    options.timeout,
    lookFor(session, answer, key),
  );
  return finish(session, answer, await withRoutes(session, body, followed, end - deps.now()));
};

export type Run = (exit: Promise<Exit>) => Promise<void>;

/** `peerflow create`. */
export const addCreate = (program: Command, deps: Deps, run: Run): void => {
  withRequestOptions(program.command('create'))
    .description('connect two VPCs and wait until traffic can flow')
    .option('--request-id <id>', 'name the request: repeated, it ends in the same connection')
    .option('--dry-run', 'only ask whether it would be accepted')
    .option('--no-wait', 'end as soon as the request is accepted')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait (exit code 3 after that)')
        .argParser(seconds)
        .default(600_000, '600'),
    )
    .action((vpc, acceptingVpc, options: CreateOptions, command: Command) =>
      run(create(deps, command, [vpc, acceptingVpc], options)),
    );
};
