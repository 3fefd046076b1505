import { readFileSync } from 'node:fs';
import { readEvent } from '../lib/intake/index.ts';
import type { Intake } from '../lib/intake/old-types.ts';
import type { Context } from '../lib/peering/context.ts';
import { systemClock } from '../lib/runtime/clock.ts';
import { type ConfigFault, type ConfigResult, readConfig } from '../lib/runtime/config.ts';
import { type Invocation, readInvocation } from '../lib/runtime/invocation.ts';
import { createLog } from '../lib/runtime/log.ts';
import { contextOf } from './wire/context.ts';

export type Handler = (event: Buffer, context: unknown) => Promise<unknown>;

export type Work = (ctx: Context, intake: Intake, invocation: Invocation) => Promise<unknown>;

/** How a function answers when its configuration is wrong; by default the invocation fails. */
export type OnFaults = (
  intake: Intake | undefined,
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
      readFile: (path) => readFileSync(path, 'utf8'),
    });
  known.set(key, config);
  return config;
};

const reportFaults = (invocation: Invocation, faults: readonly ConfigFault[]): void => {
  const fields = { function: invocation.functionName, requestId: invocation.requestId };
  const log = createLog({ level: 'error', clock: systemClock, fields });
  log.error('The configuration is wrong', { faults });
};

const failInvocation: OnFaults = (_, faults) => {
  const list = faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');
  throw new Error(`The configuration is wrong: ${list}`);
};

/** The options of intake while nothing is configured: enough to tell HTTP from the rest. */
const UNCONFIGURED = { source: 'peerflow', functions: [] };

/**
 * The frame of every function: reads the invocation, the configuration and the event, hands them to the
 * work, and makes the failure of an invocation one log line that says why.
 */
export const serve =
  (work: Work, onFaults: OnFaults = failInvocation): Handler =>
  async (event, context) => {
    const startedAt = systemClock.now();
    const invocation = readInvocation(context, process.env);
    const result = configFor(invocation);
    if (!result.ok) {
      reportFaults(invocation, result.faults);
      return onFaults(readEvent(event, UNCONFIGURED), result.faults, invocation);
    }
    const { config } = result;
    const ctx = contextOf(config, invocation, startedAt);
    const intake = readEvent(event, {
      source: config.source,
      functions: Object.values(config.functions),
    });
    try {
      return await work(ctx, intake, invocation);
    } catch (error) {
      ctx.log.error('The invocation failed', { error });
      throw error;
    }
  };
