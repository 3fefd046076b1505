import { build } from '../../build/build.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import { awaitFacts, type Facts } from './await-facts.ts';
import type { Example } from './examples.ts';
import { withProgress } from './progress.ts';
import { complaints } from './report.ts';
import type { Scenario } from './scenario.ts';
import { type Sent, send } from './send.ts';
import { cyan, green, red, startTimeline, type Timeline } from './timeline.ts';

const FUNCTION = 'peerflow-request';
const FACTS_WITHIN_MS = 30_000;

const sendAll = async (
  url: string,
  examples: readonly Example[],
  timeline: Timeline,
): Promise<readonly Sent[]> => {
  const sent: Sent[] = [];
  for (const example of examples) {
    timeline.line('send', `POST /peerings with ${example.name}.json`, cyan);
    sent.push(await send(url, example));
  }
  return sent;
};

const conclude = (sent: readonly Sent[], facts: Facts, timeline: Timeline): number => {
  for (const { name, requestId } of sent) {
    const event = facts.settled.get(requestId);
    if (event) timeline.line('fact', `${name}: ${event.type}, id ${event.id}`, green);
  }
  const wrong = complaints(sent, facts);
  for (const complaint of wrong) timeline.line('error', complaint, red);
  if (wrong.length === 0) timeline.line('done', 'Every expected event arrived.', green);
  return wrong.length === 0 ? 0 : 1;
};

const play = async (
  sandbox: Sandbox,
  { examples, goals }: Scenario,
  timeline: Timeline,
): Promise<number> => {
  const url = sandbox.urls[FUNCTION];
  if (!url) throw new Error(`s.yaml declares no HTTP trigger for ${FUNCTION}`);
  const sent = await sendAll(url, examples, timeline);
  const waiting = sent.filter(({ status }) => status < 400).map(({ requestId }) => requestId);
  const facts = await awaitFacts(sandbox.eventBridge, waiting, {
    goals,
    timeoutMs: FACTS_WITHIN_MS,
  });
  return conclude(sent, facts, timeline);
};

/**
 * The main job end to end: builds, starts the sandbox, sends the requests through the HTTP trigger and
 * shows what happens. Resolves with the exit code; a demo that breaks says why and leaves nothing behind.
 */
export const runDemo = async (
  scenario: Scenario,
  write: (line: string) => void,
): Promise<number> => {
  await withProgress('Building the functions', write, () => build());
  const sandbox = await startSandbox({
    auth: false,
    switches: { timers: false },
    env: scenario.env,
  });
  const timeline = startTimeline(sandbox.journal, write);
  try {
    timeline.line('start', `sandbox cloud on ${sandbox.endpoint}, functions deployed from dist/`);
    return await play(sandbox, scenario, timeline);
  } finally {
    timeline.stop();
    await sandbox.close();
  }
};
