import { readFileSync } from 'node:fs';
import path from 'node:path';
import { callCounts } from '../lib/aliyun/guard.ts';
import { handleHealth } from '../lib/handlers/health.ts';
import type { Context } from '../lib/peering/context.ts';
import {
  type Config,
  type ConfigFault,
  type ConfigResult,
  readConfig,
} from '../lib/runtime/config.ts';
import { type Invocation, readInvocation, systemClock } from '../lib/runtime/invocation.ts';
import { createLog, logStart, secretsOf } from '../lib/runtime/log.ts';
import { contextOf } from './wire/context.ts';
import { ownHealth } from './wire/health.ts';

export type Handler = (event: Buffer, context: unknown) => Promise<unknown>;

export type Work = (
  ctx: Context,
  event: Buffer,
  invocation: Invocation,
  config: Config,
) => Promise<unknown>;

/** How a function answers when its configuration is wrong; by default the invocation fails. */
export type OnFaults = (
  event: Buffer,
  faults: readonly ConfigFault[],
  invocation: Invocation,
) => unknown;

/** A wrong configuration stays wrong, a right one stays right: read once per account and region. */
const known = new Map<string, ConfigResult>();

const configFor = (invocation: Invocation): ConfigResult => {
  const { accountId, region, functionName } = invocation;
  const key = [accountId, region, functionName].join(' ');
  const config =
    known.get(key) ??
    readConfig(process.env, {
      accountId,
      region,
      functionName,
      readFile: (file) => readFileSync(path.resolve(import.meta.dirname, file), 'utf8'),
    });
  known.set(key, config);
  return config;
};

const reportFaults = (invocation: Invocation, faults: readonly ConfigFault[]): void => {
  const fields = { function: invocation.functionName, requestId: invocation.requestId };
  const secrets = secretsOf(invocation.credentials);
  const log = createLog({ level: 'error', clock: systemClock, fields, secrets });
  log.error('Configuration invalid', { faults });
};

const failInvocation: OnFaults = (_, faults) => {
  const list = faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');
  throw new Error(`Configuration invalid: ${list}`);
};

/** One line for each invocation; operators compare throttled calls with all. */
const logEnd = (ctx: Context, startedAt: number, before: ReturnType<typeof callCounts>): void => {
  const { calls, throttledCalls } = callCounts();
  ctx.log.info('Invocation ended', {
    calls: calls - before.calls,
    throttledCalls: throttledCalls - before.throttledCalls,
    durationMs: systemClock.now() - startedAt,
  });
};

/**
 * The frame of every function: reads invocation and configuration, hands the event to the work, and makes the
 * failure of an invocation one log line that says why.
 */
export const serve =
  (work: Work, onFaults: OnFaults = failInvocation): Handler =>
  async (event, context) => {
    const startedAt = systemClock.now();
    const invocation = readInvocation(context, process.env);
    const result = configFor(invocation);
    if (!result.ok) {
      reportFaults(invocation, result.faults);
      return onFaults(event, result.faults, invocation);
    }
    const ctx = contextOf(result.config, invocation, startedAt);
    logStart(ctx.log, result.config.warnings);
    const before = callCounts();
    try {
      return await work(ctx, event, invocation, result.config);
    } catch (error) {
      ctx.log.error('Invocation failed', { error });
      throw error;
    } finally {
      logEnd(ctx, startedAt, before);
    }
  };

/** A function that only our own functions invoke: it answers how it is, and works on everything else. */
export const serveSibling = (work: (ctx: Context, event: Buffer) => Promise<unknown>): Handler =>
  serve(async (ctx, event, invocation, config) => {
    const health = await handleHealth(event, (language) => ownHealth(config, invocation, language));
    return health ?? work(ctx, event);
  });
