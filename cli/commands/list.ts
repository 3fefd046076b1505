import { type Command, Option } from 'commander';
import type { Row } from '../../page/model/contract.ts';
import { sorted } from '../../page/model/filter.ts';
import { STATE_ORDER } from '../../page/model/states.ts';
import { type ListFilter, listConnections } from '../api/peerings.ts';
import { type Deps, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { connectionTable } from '../print/connections.ts';
import type { Run } from './create.ts';

export interface FilterOptions {
  readonly requestId?: string;
  readonly vpc?: string;
  readonly status?: string;
  readonly region?: string;
  readonly all?: boolean;
}

/** Adds the filters of a list to a command. */
export const withFilters = (command: Command): Command =>
  command
    .option('--vpc <id>', 'only connections of this VPC')
    .addOption(
      new Option('--status <status>', 'only this status').choices(
        // A request fails, a connection does not.
        STATE_ORDER.filter((each) => each !== 'Failed'),
      ),
    )
    .option('-r, --region <id>', 'only this region')
    .option('--request-id <id>', 'only what this request made')
    .option('-a, --all', 'also connections that Peerflow did not make');

export const filterOf = (options: FilterOptions): ListFilter => ({
  requestId: options.requestId,
  vpcId: options.vpc,
  status: options.status,
  regionId: options.region,
  all: options.all,
});

/** Rows in the order in which they need somebody. */
export const inOrder = (rows: readonly Row[]): readonly Row[] =>
  sorted(rows, { key: 'urgency', descending: false });

const list = async (deps: Deps, command: Command, options: FilterOptions): Promise<Exit> => {
  const { api, isJson } = sessionOf(deps, command);
  const rows = inOrder(await listConnections(api, filterOf(options)));
  const { terminal } = deps;
  if (isJson) terminal.out(JSON.stringify(rows));
  else if (rows.length === 0) terminal.err('no connections');
  else terminal.out(connectionTable(terminal, rows, deps.now()));
  return EXIT.done;
};

/** `peerflow list`. */
export const addList = (program: Command, deps: Deps, run: Run): void => {
  withFilters(program.command('list').alias('ls'))
    .description('list connections, what they wait for and since when')
    .action((options: FilterOptions, command: Command) => run(list(deps, command, options)));
};
