import { createSpinner } from 'nanospinner';
import { buildIfChanged } from '../../build/build.ts';
import type { Sandbox } from '../start.ts';
import { type Companion, startConsumers } from './chain/consumers.ts';
import { brokenOf, cloudOf, startCloud } from './cloud.ts';
import { sendAll } from './doors.ts';
import { EVENTS_QUEUE, type Scenario } from './scenario.ts';
import { paint, type Show, showing } from './screen.ts';
import { type Row, Story } from './story.ts';
import { consume } from './user.ts';
import { unknownVpcs } from './vpcs.ts';

/** How long the demo waits for events, in milliseconds. */
const WITHIN_MS = 60_000;

type Write = (line: string) => void;

/** Shows that something goes on: a spinner on a terminal, a plain line in a pipe. Rejects as the work does. */
const withProgress = async <T>(text: string, write: Write, work: () => Promise<T>): Promise<T> => {
  // A terminal that does not say how wide it is (`script`, some CI) cannot be drawn over.
  if (!process.stdout.isTTY || !process.stdout.columns) {
    write(`${text}…`);
    return work();
  }
  const spinner = createSpinner(text).start();
  try {
    const result = await work();
    spinner.success();
    return result;
  } catch (error) {
    spinner.error();
    throw error;
  }
};

/** Resolves when every request has ended, or the time is over, or the demo was stopped. */
const settled = (story: Story, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(finish, WITHIN_MS);
    const check = (): void => {
      if (story.isOver) finish();
    };
    const stop = story.follow(check);
    signal.addEventListener('abort', finish);
    check();
  });

const countOf = (
  rows: readonly Row[],
  noun: string,
  ...tones: readonly Row['tone'][]
): string[] => {
  const count = rows.filter(({ tone }) => tones.includes(tone)).length;
  return count === 0 ? [] : [`${count} ${noun}`];
};

/** The outcome in a few lines; true if no request failed or was left open. */
const summarise = (rows: readonly Row[], write: Write): boolean => {
  for (const { name, status, detail, endedAt, tone } of rows) {
    if (endedAt === undefined)
      write(
        paint('bad', `${name}: no event of its end came within ${WITHIN_MS / 1000} s (${status})`),
      );
    else if (tone !== 'good') write(`${name}: ${paint(tone, status)}`);
    for (const line of detail) write(`  ${line}`);
  }
  const ended = rows.filter(({ endedAt }) => endedAt !== undefined);
  const parts = [
    ...countOf(ended, 'done', 'good', 'plain'),
    ...countOf(ended, 'waiting for somebody else', 'waiting'),
    ...countOf(ended, 'failed', 'bad'),
    ...(ended.length < rows.length ? [`${rows.length - ended.length} open`] : []),
  ];
  const isGood = ended.length === rows.length && ended.every(({ tone }) => tone !== 'bad');
  const noun = rows.length === 1 ? 'request' : 'requests';
  write(paint(isGood ? 'good' : 'bad', `${rows.length} ${noun}: ${parts.join(', ')}.`));
  return isGood;
};

const play = async (
  sandbox: Sandbox,
  scenario: Scenario,
  story: Story,
  show: Show,
  write: Write,
  companion: Companion | undefined,
): Promise<number> => {
  const cloud = cloudOf(sandbox);
  const broken = brokenOf(sandbox);
  const join = companion?.join(cloud, sandbox.journal);
  sandbox.eventBridge.follow((event) => story.note('bus', event, Date.now()));
  /** Reads the queue of follow-up events as a program of the user's would. */
  const consumer = consume(cloud, EVENTS_QUEUE, (text) =>
    story.note('queue', JSON.parse(text), Date.now()),
  );
  const over = new AbortController();
  const work = async (): Promise<number> => {
    await scenario.prologue?.(cloud, scenario.examples, write);
    await sendAll(cloud, scenario.examples, story);
    await settled(story, over.signal);
    if (over.signal.aborted) return 1;
    show.end();
    const isGood = summarise(story.rows, write);
    if (isGood) {
      await scenario.epilogue?.(cloud, scenario.examples, write);
      await join?.(story.rows, write);
    } else {
      const requests = scenario.examples.map(({ value }) => value);
      for (const line of unknownVpcs(requests, cloud.vpcs)) write(line);
    }
    return isGood ? 0 : 1;
  };
  try {
    return await Promise.race([broken, work(), consumer.failed]);
  } finally {
    over.abort();
    consumer.stop();
  }
};

export interface DemoOptions {
  /** True: `dist/` is taken as it is. */
  readonly isBuilt: boolean;
  /** True: everything that happens is shown, in plain lines. */
  readonly verbose: boolean;
}

const runInCloud = async (
  scenario: Scenario,
  write: Write,
  verbose: boolean,
  companion: Companion | undefined,
): Promise<number> => {
  const sinks = [scenario.env.PEERFLOW_SINKS, companion?.sinks].filter(Boolean).join(' ');
  const env = { ...scenario.env, ...companion?.env, PEERFLOW_SINKS: sinks };
  const start = () => startCloud(scenario, env);
  const sandbox = await withProgress('Starting the sandbox', write, start);
  const story = new Story(scenario.goals);
  const show = showing(story, write, verbose);
  sandbox.journal.follow(show.entry);
  try {
    return await play(sandbox, scenario, story, show, write, companion);
  } finally {
    show.end();
    await sandbox.close();
  }
};

/**
 * The main job end to end: builds what has changed, starts the sandbox, sends requests through the doors
 * that their shapes ask for and shows what becomes of them. Resolves with the exit code; a demo that
 * breaks says why and leaves nothing behind.
 */
export const runDemo = async (
  scenario: Scenario,
  write: Write,
  { isBuilt, verbose }: DemoOptions,
): Promise<number> => {
  if (!isBuilt) await withProgress('Building what has changed', write, () => buildIfChanged());
  const companion = scenario.chain ? await startConsumers() : undefined;
  try {
    return await runInCloud(scenario, write, verbose, companion);
  } finally {
    companion?.stop();
  }
};
