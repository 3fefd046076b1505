import { type Command, Option } from 'commander';
import type { Row } from '../../page/model/contract.ts';
import { getConnection, listConnections } from '../api/peerings.ts';
import { type Deps, type Session, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { connectionLine, connectionTable } from '../print/connections.ts';
import type { Run } from './create.ts';
import { type FilterOptions, filterOf, inOrder, withFilters } from './list.ts';
import { seconds } from './numbers.ts';
import { EXIT_OF, endLines, waitFor } from './wait.ts';

interface WatchOptions extends FilterOptions {
  readonly timeout?: number;
  readonly every: number;
}

/** One connection is followed for this long by default. */
const ONE_MS = 600_000;

const watchOne = async (session: Session, id: string, timeoutMs: number): Promise<Exit> => {
  const { api, deps, isJson } = session;
  const followed = await waitFor(session, 'settled', timeoutMs, () => getConnection(api, id));
  const { verdict, row } = followed;
  if (isJson)
    deps.terminal.out(JSON.stringify({ outcome: verdict, connection: row?.connection ?? null }));
  else for (const line of endLines(session, followed)) deps.terminal.out(line);
  return EXIT_OF[verdict];
};

const clockText = (now: number): string => new Date(now).toISOString().slice(11, 19);

/** Rows that are new, changed or gone since the last look. */
const changesOf = (
  before: ReadonlyMap<string, Row>,
  rows: readonly Row[],
): readonly { readonly row: Row; readonly from: string | undefined }[] =>
  rows.flatMap((row) => {
    const from = before.get(row.connection.instanceId)?.connection.status;
    return from === row.connection.status ? [] : [{ row, from }];
  });

const printChange = ({ deps, isJson }: Session, row: Row, from: string | undefined): void => {
  const { terminal, now } = deps;
  const at = now();
  if (isJson) terminal.out(JSON.stringify({ time: new Date(at).toISOString(), from, ...row }));
  else {
    const line = connectionLine(terminal, row.connection, at);
    terminal.out(`${clockText(at)} ${line}${from ? terminal.colors.dim(` (was ${from})`) : ''}`);
  }
};

const watchAll = async (
  session: Session,
  options: WatchOptions,
  timeoutMs: number,
): Promise<Exit> => {
  const { api, deps, isJson } = session;
  const end = deps.now() + timeoutMs;
  let before = new Map<string, Row>();
  for (let look = 0; ; look += 1) {
    const rows = inOrder(await listConnections(api, filterOf(options)));
    if (look === 0 && !isJson) deps.terminal.out(connectionTable(deps.terminal, rows, deps.now()));
    else for (const { row, from } of changesOf(before, rows)) printChange(session, row, from);
    const ids = new Set(rows.map(({ connection }) => connection.instanceId));
    for (const [id, row] of before)
      if (!ids.has(id))
        printChange(
          session,
          { ...row, connection: { ...row.connection, status: 'Deleted' } },
          row.connection.status,
        );
    before = new Map(rows.map((row) => [row.connection.instanceId, row]));
    if (deps.stop.aborted || deps.now() >= end) return EXIT.done;
    await deps.sleep(options.every);
  }
};

const watch = async (
  deps: Deps,
  command: Command,
  id: string | undefined,
  options: WatchOptions,
): Promise<Exit> => {
  const session = sessionOf(deps, command);
  const { timeout } = options;
  return id === undefined
    ? watchAll(session, options, timeout ?? Number.POSITIVE_INFINITY)
    : watchOne(session, id, timeout ?? ONE_MS);
};

/** `peerflow watch`. */
export const addWatch = (program: Command, deps: Deps, run: Run): void => {
  withFilters(program.command('watch'))
    .description('follow one connection until it is settled, or show the changes of all')
    .argument('[instance-id]', 'the connection; all that the filters leave unless given')
    .option('--timeout <seconds>', 'how long to watch (exit code 3 after that, for one)', seconds)
    .addOption(
      new Option('--every <seconds>', 'pause between two looks at all')
        .argParser(seconds)
        .default(5_000, '5'),
    )
    .action((id: string | undefined, options: WatchOptions, command: Command) =>
      run(watch(deps, command, id, options)),
    );
};
