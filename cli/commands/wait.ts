import { createSpinner } from 'nanospinner';
import type { Row } from '../../page/model/contract.ts';
import { getRoutes } from '../api/peerings.ts';
import type { Session } from '../deps.ts';
import { EXIT, type Exit } from '../exit.ts';
import {
  type Followed,
  follow,
  type Goal,
  routesVerdict,
  type Verdict,
  waitsFor,
} from '../follow.ts';
import { statusText } from '../print/colors.ts';
import { connectionLine } from '../print/connections.ts';

export const EXIT_OF: Readonly<Record<Verdict, Exit>> = {
  done: EXIT.done,
  failed: EXIT.failed,
  waiting: EXIT.waiting,
};

interface Progress {
  say(text: string): void;
  stop(): void;
}

/** A spinner for a person, plain lines in a pipe; always on standard error. */
const progressOf = ({ deps: { terminal } }: Session): Progress => {
  if (!terminal.isInteractive) return { say: terminal.err, stop: () => undefined };
  const spinner = createSpinner('', { stream: process.stderr }).start();
  return { say: (text) => void spinner.update(text), stop: () => void spinner.stop() };
};

/** Follows one connection with progress until the goal or the end of time. */
export const waitFor = async (
  session: Session,
  goal: Goal,
  timeoutMs: number,
  look: () => Promise<Row | undefined>,
): Promise<Followed> => {
  const { deps } = session;
  const progress = progressOf(session);
  try {
    return await follow(goal, timeoutMs, {
      look,
      now: deps.now,
      sleep: deps.sleep,
      changed: (row) =>
        progress.say(
          row === undefined
            ? 'not listed'
            : connectionLine(deps.terminal, row.connection, deps.now()),
        ),
    });
  } finally {
    progress.stop();
  }
};

const ROUTES_PAUSE_MS = 2_000;

/** Waits until the routes of an active connection are made, or cannot be. */
export const waitForRoutes = async (
  { api, deps }: Session,
  instanceId: string,
  timeoutMs: number,
): Promise<Verdict> => {
  const end = deps.now() + timeoutMs;
  for (;;) {
    const verdict = routesVerdict(await getRoutes(api, instanceId));
    if (verdict !== 'waiting' || deps.now() >= end) return verdict;
    await deps.sleep(ROUTES_PAUSE_MS);
  }
};

const REMEDIES: Readonly<Record<string, string>> = {
  Rejected: 'The other account refused. Ask its owner, delete the connection and create a new one.',
  Expired: 'The other account did not accept in time. Delete the connection and create a new one.',
};

const goneLine = ({ colors }: Session['deps']['terminal'], verdict: Verdict): string => {
  if (verdict === 'done') return colors.green('✓ Deleted');
  if (verdict === 'failed') return colors.red('✗ The cloud shows no such connection');
  return colors.yellow('… not listed yet');
};

/** The end of a wait, for a person. */
export const endLines = ({ deps }: Session, { verdict, row }: Followed): readonly string[] => {
  const { terminal, now } = deps;
  const { colors } = terminal;
  if (row === undefined) return [goneLine(deps.terminal, verdict)];
  const it = row.connection;
  const what = `${statusText(terminal, it.status)} ${it.instanceId}`;
  if (verdict === 'done') return [`${colors.green('✓')} ${what}`];
  if (verdict === 'failed')
    return [
      `${colors.red('✗')} ${what}`,
      ...(REMEDIES[it.status] ? [`  ${REMEDIES[it.status]}`] : []),
    ];
  const waits = waitsFor(it, now()) ?? 'Alibaba Cloud';
  return [
    `${colors.yellow('…')} still ${what}, waits for ${waits}`,
    `  Go on with: peerflow watch ${it.instanceId}`,
  ];
};
