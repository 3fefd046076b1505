import * as v from 'valibot';
import { askAll, ownAnswer } from './own.ts';
import type { Check, DeepHealth, FunctionHealth } from './port.ts';

export interface DeepReport {
  readonly status: 'ok' | 'failed';
  /** ISO 8601. */
  readonly checkedAt: string;
  readonly functions: readonly FunctionHealth[];
}

/** The whole check takes at most so long, in ms. */
const OWN_MS = 9_000;

const healthOf = (name: string, checks: readonly Check[]): FunctionHealth => ({
  name,
  ok: checks.every(({ ok }) => ok),
  checks,
});

/** Functions of one deployment that were deployed apart may differ in what they must have in common. */
const differences = (
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): readonly Check[] =>
  Object.keys(ours)
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => ({
      name: `setting ${name}`,
      ok: false,
      detail: 'differs from that of the request function',
      remedy: 'Deploy all functions of this deployment with the same variables.',
    }));

const unanswered = (error: unknown): Check => ({
  name: 'answer',
  ok: false,
  detail: error instanceof Error ? error.message : 'It does not answer',
  remedy:
    'Check that the function exists under this name, that it runs this version, and that the role of the request function may invoke it (fc:InvokeFunction).',
});

const askSibling = async (health: DeepHealth, name: string): Promise<FunctionHealth> => {
  try {
    const { checks, shared } = v.parse(ownAnswer, await health.ask(name));
    return healthOf(name, [...checks, ...differences(health.shared, shared)]);
  } catch (error) {
    return healthOf(name, [unanswered(error)]);
  }
};

/** Asks the cloud and every sibling, side by side. Sends no event to consumers. Never rejects. */
export const checkDeeply = async (health: DeepHealth): Promise<DeepReport> => {
  const [own, ...siblings] = await Promise.all([
    askAll(health.probes, OWN_MS).then((checks) => healthOf(health.functionName, checks)),
    ...health.siblings.map((name) => askSibling(health, name)),
  ]);
  const functions = [own, ...siblings];
  return {
    status: functions.every(({ ok }) => ok) ? 'ok' : 'failed',
    checkedAt: new Date(health.clock.now()).toISOString(),
    functions,
  };
};
