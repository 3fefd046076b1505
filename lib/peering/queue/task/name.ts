import { sha256 } from '../../hash.ts';
import type { Random } from '../../ports.ts';
import { TASK_VERSION } from './kind.ts';
import type { RedrivableTask } from './read.ts';
import type { TaskKind } from './schema.ts';

/** The id that Function Compute refuses to take twice. */
export const taskIdOf = (
  functionName: string,
  task: Pick<RedrivableTask, 'peerflow' | 'chain' | 'step' | 'part'>,
): string =>
  `${task.peerflow}-${sha256(functionName, task.chain, String(task.step), String(task.part)).slice(0, 32)}`;

/** A chain named by something that happens once in a connection's life. */
export const namedChain = (...parts: readonly string[]): string => sha256(...parts).slice(0, 32);

const HEX_DIGITS = 32;

/** A chain that only its first run knows. */
export const randomChain = (random: Random): string =>
  Array.from({ length: HEX_DIGITS }, () => Math.floor(random() * 16).toString(16)).join('');

/** What the first task of a chain begins with. */
export const firstOf = <K extends TaskKind>(kind: K, chain: string, now: number) => ({
  peerflow: kind,
  version: TASK_VERSION,
  chain,
  step: 0,
  part: 0,
  begunAt: now,
  due: now,
});
