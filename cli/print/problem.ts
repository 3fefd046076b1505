import type { Finding, PlannedEntry } from '../../page/model/contract.ts';
import { ApiProblem } from '../api/client.ts';
import { CommandError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { tableOf } from './table.ts';

/** What went wrong, and what to do about it. */
export const problemLines = (
  { colors }: Terminal,
  { status, problem, message }: ApiProblem,
): readonly string[] => {
  const { code, title, detail, errors, remedy, requestId, apiRequestId } = problem;
  const ids = [
    requestId ? `request ${requestId}` : '',
    apiRequestId ? `API request ${apiRequestId}` : '',
  ].filter(Boolean);
  return [
    colors.red(`✗ ${code || title || 'Failed'} (HTTP ${status}): ${detail || message}`),
    ...errors.map(({ pointer, detail: what }) => `  ${pointer || '/'}  ${what}`),
    ...(remedy ? [`  → ${remedy}`] : []),
    ...(ids.length > 0 ? [colors.dim(`  ${ids.join(', ')}`)] : []),
  ];
};

/** Any error of a command, for a person. */
export const errorLines = (terminal: Terminal, error: unknown): readonly string[] => {
  if (error instanceof ApiProblem)
    return [
      ...problemLines(terminal, error),
      ...findingLines(terminal, error.problem.findings).map((line) => `  ${line}`),
    ];
  if (error instanceof CommandError)
    return [terminal.colors.red(`✗ ${error.message}`), ...error.hints.map((hint) => `  ${hint}`)];
  return [terminal.colors.red(`✗ ${error instanceof Error ? error.message : String(error)}`)];
};

/** Findings, one or two lines each. */
export const findingLines = (
  { colors }: Terminal,
  findings: readonly Finding[],
): readonly string[] =>
  findings.flatMap(({ code, severity, detail, remedy }) => {
    const paint = { error: colors.red, warning: colors.yellow }[severity] ?? colors.dim;
    return [
      `${paint(severity.toUpperCase())} ${code}: ${detail}`,
      ...(remedy ? [`  → ${remedy}`] : []),
    ];
  });

/** Planned route entries as a table. */
export const planTable = (terminal: Terminal, plan: readonly PlannedEntry[]): string =>
  tableOf(
    terminal,
    ['RESULT', 'DESTINATION', 'ROUTE TABLE', 'VPC', 'DETAIL'],
    plan.map((entry) => [
      entry.result,
      entry.destinationCidrBlock,
      entry.routeTableId ?? '',
      entry.vpcId,
      entry.detail ?? '',
    ]),
  );
