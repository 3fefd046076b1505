import type { Command } from 'commander';
import * as v from 'valibot';
import { type HealthLine, healthLines } from '../../page/model/health.ts';
import { ApiProblem } from '../api/client.ts';
import { type Deps, type Session, sessionOf } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import { errorLines } from '../print/problem.ts';
import type { Run } from './create.ts';

const print = ({ deps: { terminal } }: Session, lines: readonly HealthLine[]): void => {
  const { colors } = terminal;
  const width = Math.min(60, Math.max(0, ...lines.map(({ name }) => name.length)));
  for (const { name, value, isFault, remedy } of lines) {
    const text = `${name.padEnd(width)}  ${value}`;
    terminal.out(isFault ? colors.red(`✗ ${text}`) : `  ${text}`);
    if (remedy !== undefined) terminal.out(`    → ${remedy}`);
  }
  const faults = lines.filter(({ isFault }) => isFault).length;
  terminal.out(
    faults === 0
      ? colors.green('✓ No fault found.')
      : colors.red(`✗ ${faults} ${faults === 1 ? 'fault' : 'faults'} found.`),
  );
};

const doctor = async (deps: Deps, command: Command): Promise<Exit> => {
  const session = sessionOf(deps, command);
  const { api, isJson } = session;
  const { terminal } = deps;
  try {
    const path = 'healthz?deep=true';
    const report = await api.call({ method: 'GET', path }, v.unknown());
    const lines = healthLines(report);
    if (isJson) terminal.out(JSON.stringify(report));
    else print(session, lines);
    return lines.some(({ isFault }) => isFault) ? EXIT.failed : EXIT.done;
  } catch (error) {
    // A deployment that knows what is wrong with it says so in a problem document.
    if (!(error instanceof ApiProblem)) throw error;
    if (isJson) terminal.out(JSON.stringify(error.problem));
    else for (const line of errorLines(terminal, error)) terminal.out(line);
    return EXIT.failed;
  }
};

/** `peerflow doctor`. */
export const addDoctor = (program: Command, deps: Deps, run: Run): void => {
  program
    .command('doctor')
    .description('check the deployment: configuration, rights, queues, buses and functions')
    .action((_options: unknown, command: Command) => run(doctor(deps, command)));
};
