import { build } from '../../build/build.ts';
import { Facts } from './facts.ts';
import { withProgress } from './progress.ts';
import { complaints, isRefused } from './report.ts';
import { EVENTS_QUEUE, type Scenario } from './scenario.ts';
import { sendAll } from './send.ts';
import type { Sent } from './sent.ts';
import { launch, type Server } from './server/launch.ts';
import { createTimeline, PAINTS, type Timeline } from './timeline.ts';
import { consume } from './user/smq.ts';

const FACTS_WITHIN_MS = 30_000;

const conclude = (sent: readonly Sent[], facts: Facts, { line }: Timeline): number => {
  for (const { name, requestId, at } of sent) {
    const fact = facts.of(requestId);
    if (!fact) continue;
    const took = ((fact.at - at) / 1000).toFixed(1);
    const { type, id } = fact.event;
    line('fact', `${name}: ${type}, id ${id}, ${took} s after it was sent`, PAINTS.good);
  }
  const wrong = complaints(sent, facts);
  for (const complaint of wrong) line('error', complaint, PAINTS.bad);
  if (wrong.length === 0) line('done', 'Every expected event arrived.', PAINTS.good);
  return wrong.length === 0 ? 0 : 1;
};

/** Reads the queue of follow-up events as a program of the user's would. */
const listen = (server: Server, facts: Facts, { line }: Timeline) =>
  consume(server.cloud, EVENTS_QUEUE, (text) => {
    const event = facts.note('queue', JSON.parse(text), Date.now());
    if (event) line('queue', `${EVENTS_QUEUE}: ${event.type} ${event.id}`, PAINTS.good);
  });

const play = async (server: Server, scenario: Scenario, timeline: Timeline): Promise<number> => {
  const facts = new Facts(scenario.goals);
  server.follow(({ kind, event, at }) => {
    if (kind === 'event') facts.note('bus', event, at);
  });
  const consumer = listen(server, facts, timeline);
  const over = new AbortController();
  const work = async (): Promise<number> => {
    const sent = await sendAll(server.cloud, scenario, timeline.line);
    const waiting = sent.filter((each) => !isRefused(each)).map(({ requestId }) => requestId);
    await facts.settle(waiting, { timeoutMs: FACTS_WITHIN_MS, signal: over.signal });
    if (over.signal.aborted) return 1;
    const isGood = complaints(sent, facts).length === 0;
    if (isGood) await scenario.epilogue?.(server.cloud, sent, facts, timeline);
    return conclude(sent, facts, timeline);
  };
  try {
    const code = await Promise.race([work(), server.broken, consumer.failed]);
    if (code !== 0) await server.confirm();
    return code;
  } catch (error) {
    await server.confirm();
    throw error;
  } finally {
    over.abort();
    consumer.stop();
  }
};

/**
 * The main job end to end: builds, starts the sandbox, sends requests the three ways a user would and
 * shows what happens. Resolves with the exit code; a demo that breaks says why and leaves nothing behind.
 */
export const runDemo = async (
  scenario: Scenario,
  write: (line: string) => void,
  { isBuilt }: { readonly isBuilt: boolean },
): Promise<number> => {
  if (!isBuilt) await withProgress('Building the functions', write, () => build());
  const { env } = scenario;
  const server = await withProgress('Starting the sandbox', write, () => launch({ env }));
  const timeline = createTimeline(write);
  server.follow(timeline.entry);
  try {
    timeline.line('start', `sandbox cloud on ${server.cloud.endpoint}, functions from dist/`);
    return await play(server, scenario, timeline);
  } finally {
    await server.stop();
  }
};
