import type { Command } from 'commander';
import { preflight } from '../../page/model/contract.ts';
import { type Deps, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { findingLines, planTable } from '../print/problem.ts';
import type { Run } from './create.ts';
import { type RequestOptions, requestBody, withRequestOptions } from './request-options.ts';

const plan = async (
  deps: Deps,
  command: Command,
  [vpc, acceptingVpc]: readonly (string | undefined)[],
  options: RequestOptions,
): Promise<Exit> => {
  const { api, isJson } = sessionOf(deps, command);
  const { terminal } = deps;
  const body = await requestBody(vpc, acceptingVpc, options);
  const answer = await api.call({ method: 'POST', path: 'peerings/preflight', body }, preflight);
  const hasErrors = answer.findings.some(({ severity }) => severity === 'error');
  if (isJson) terminal.out(JSON.stringify(answer));
  else {
    for (const line of findingLines(terminal, answer.findings)) terminal.out(line);
    if (answer.plan.length > 0) terminal.out(planTable(terminal, answer.plan));
    terminal.out(
      hasErrors
        ? terminal.colors.red('✗ Something stands in the way.')
        : terminal.colors.green('✓ Nothing stands in the way.'),
    );
  }
  return hasErrors ? EXIT.failed : EXIT.done;
};

/** `peerflow plan`. */
export const addPlan = (program: Command, deps: Deps, run: Run): void => {
  withRequestOptions(program.command('plan'))
    .description('look for what stands in the way of a connection, and at the routes it would get')
    .action((vpc, acceptingVpc, options: RequestOptions, command: Command) =>
      run(plan(deps, command, [vpc, acceptingVpc], options)),
    );
};
