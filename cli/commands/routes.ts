import { type Command, Option } from 'commander';
import { otherEntries } from '../../page/model/routes.ts';
import { getRoutes, peeringPath, write } from '../api/peerings.ts';
import { type Deps, type Session, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { routesVerdict } from '../follow.ts';
import { findingLines, planTable } from '../print/problem.ts';
import { tableOf } from '../print/table.ts';
import type { Run } from './create.ts';
import { seconds } from './numbers.ts';
import { EXIT_OF, waitForRoutes } from './wait.ts';

interface RoutesOptions {
  readonly repair?: boolean;
  readonly wait: boolean;
  readonly timeout: number;
}

const show = async ({ api, deps, isJson }: Session, id: string): Promise<Exit> => {
  const { terminal } = deps;
  const found = await getRoutes(api, id);
  const verdict = routesVerdict(found);
  const isAsked = found.plan.length > 0;
  if (isJson) terminal.out(JSON.stringify(found));
  else {
    for (const line of findingLines(terminal, found.findings)) terminal.out(line);
    if (isAsked) terminal.out(planTable(terminal, found.plan));
    else terminal.out('Peerflow was not asked for routes of this connection.');
    const others = otherEntries(found);
    if (others.length > 0)
      terminal.out(
        tableOf(
          terminal,
          ['ALSO LEADS HERE', 'ROUTE TABLE', 'VPC', 'STATUS', 'MADE BY'],
          others.map((entry) => [
            entry.destinationCidrBlock,
            entry.routeTableId ?? '',
            entry.vpcId,
            entry.status,
            entry.ours ? 'Peerflow' : 'others',
          ]),
        ),
      );
  }
  return isAsked ? EXIT_OF[verdict] : EXIT.done;
};

const routes = async (
  deps: Deps,
  command: Command,
  id: string,
  options: RoutesOptions,
): Promise<Exit> => {
  const session = sessionOf(deps, command);
  if (options.repair) {
    const key = `cli-${deps.newId()}`;
    await write(session.api, { method: 'POST', path: peeringPath(id, '/routes'), key });
    if (options.wait) await waitForRoutes(session, id, options.timeout);
  }
  return show(session, id);
};

/** `peerflow routes`. */
export const addRoutes = (program: Command, deps: Deps, run: Run): void => {
  program
    .command('routes')
    .description('show the routes of a connection: those planned, and how they stand')
    .argument('<instance-id>', 'the connection, pcc-…')
    .option('--repair', 'make the planned entries that are missing')
    .option('--no-wait', 'after --repair, do not wait until they are there')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait')
        .argParser(seconds)
        .default(300_000, '300'),
    )
    .action((id: string, options: RoutesOptions, command: Command) =>
      run(routes(deps, command, id, options)),
    );
};
