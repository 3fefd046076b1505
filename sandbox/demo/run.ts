import { setTimeout as pause } from 'node:timers/promises';
import { createSpinner } from 'nanospinner';
import { buildIfChanged } from '../../build/build.ts';
import type { Sandbox } from '../start.ts';
import { type Consumers, startConsumers } from './chain/consumers.ts';
import { cloudOf, startCloud } from './cloud.ts';
import { sendAll } from './doors.ts';
import { routesOf } from './routes.ts';
import { EVENTS_QUEUE, type Scenario } from './scenario.ts';
import { paint, type Show, showing } from './screen.ts';
import { type Row, Story } from './story.ts';
import { consume } from './user.ts';
import { unknownVpcs } from './vpcs.ts';

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

/** Resolves when every request has ended, or it is too late. */
const settled = async (story: Story, late: Promise<void>): Promise<void> => {
  if (story.isOver) return;
  const over = new Promise<void>((resolve) => {
    story.follow(() => {
      if (story.isOver) resolve();
    });
  });
  await Promise.race([over, late]);
};

const OUTCOMES = ['done', 'waiting for somebody else', 'failed', 'open'] as const;

const outcomeOf = ({ endedAt, tone }: Row): (typeof OUTCOMES)[number] => {
  if (endedAt === undefined) return 'open';
  if (tone === 'waiting') return 'waiting for somebody else';
  return tone === 'bad' ? 'failed' : 'done';
};

/** The outcome in a few lines; true if no request failed or was left open. */
const summarise = (rows: readonly Row[], write: Write): boolean => {
  for (const { name, status, detail, endedAt, tone } of rows) {
    if (endedAt === undefined)
      write(paint('bad', `${name}: no event of its end came in time (${status}); see --wait`));
    else if (tone !== 'good') write(`${name}: ${paint(tone, status)}`);
    for (const line of detail) write(`  ${line}`);
  }
  const outcomes = rows.map(outcomeOf);
  const parts = OUTCOMES.flatMap((outcome) => {
    const { length } = outcomes.filter((each) => each === outcome);
    return length > 0 ? `${length} ${outcome}` : [];
  });
  const isGood = !outcomes.includes('failed') && !outcomes.includes('open');
  const noun = rows.length === 1 ? 'request' : 'requests';
  write(paint(isGood ? 'good' : 'bad', `${rows.length} ${noun}: ${parts.join(', ')}.`));
  return isGood;
};

const play = async (
  sandbox: Sandbox,
  { examples, routes, waitMs }: Scenario,
  story: Story,
  show: Show,
  write: Write,
  consumers: Consumers | undefined,
): Promise<number> => {
  const cloud = cloudOf(sandbox);
  const requests = examples.map(({ value }) => value);
  const over = new AbortController();
  const effects = consumers?.join(cloud, sandbox, over.signal);
  sandbox.eventBridge.follow((event) => story.note('bus', event, Date.now()));
  /** A function ends although nobody ended it, or the sandbox itself fails. */
  const broken = new Promise<never>((_, reject) => {
    sandbox.journal.follow(({ kind, summary }) => {
      if (kind === 'fault') reject(new Error(summary));
    });
  });
  const showRoutes = (when: string): void => {
    write(`Route tables ${when}:`);
    for (const line of routesOf(sandbox.world, requests)) write(line);
  };
  const work = async (): Promise<number> => {
    if (routes) showRoutes('before');
    await sendAll(cloud, examples, story);
    const late = pause(waitMs, undefined, { ref: false });
    await settled(story, late);
    if (over.signal.aborted) return 1;
    show.end();
    if (!summarise(story.rows, write)) {
      for (const line of unknownVpcs(requests, cloud.vpcs)) write(line);
      return 1;
    }
    if (routes) showRoutes('after');
    const tooLate = late.then(() => {
      throw new Error('not every consumer had its event in time; see --wait');
    });
    await Promise.race([effects?.(story.rows, write), tooLate]);
    return 0;
  };
  /** Reads the queue of follow-up events as a program of the user's would. */
  const read = (text: string) => story.note('queue', JSON.parse(text), Date.now());
  try {
    return await Promise.race([broken, work(), consume(cloud, EVENTS_QUEUE, read, over.signal)]);
  } finally {
    over.abort();
  }
};

export interface DemoOptions {
  /** False: `dist/` is taken as it is. */
  readonly build: boolean;
  /** True: everything that happens is shown, in plain lines. */
  readonly verbose?: boolean;
}

const runInCloud = async (
  scenario: Scenario,
  write: Write,
  verbose: boolean,
  consumers: Consumers | undefined,
): Promise<number> => {
  const sinks = [scenario.env.PEERFLOW_SINKS, consumers?.sinks].filter(Boolean).join(' ');
  const env = { ...scenario.env, ...consumers?.env, PEERFLOW_SINKS: sinks };
  const start = () => startCloud(scenario, env);
  const sandbox = await withProgress('Starting the sandbox', write, start);
  const story = new Story(scenario.goals);
  const show = showing(story, write, verbose);
  sandbox.journal.follow(show.entry);
  try {
    return await play(sandbox, scenario, story, show, write, consumers);
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
  { build, verbose = false }: DemoOptions,
): Promise<number> => {
  if (build) await withProgress('Building what has changed', write, buildIfChanged);
  const consumers = scenario.chain ? await startConsumers() : undefined;
  try {
    return await runInCloud(scenario, write, verbose, consumers);
  } finally {
    consumers?.stop();
  }
};
