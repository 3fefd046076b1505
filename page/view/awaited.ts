import { awaitedOf, inStateSince } from '../model/awaited.ts';
import type { Connection, Finding } from '../model/contract.ts';
import { notesOf } from '../model/findings.ts';
import { DAY_MS } from '../model/time.ts';
import type { Speaker } from '../texts/texts.ts';

export interface AwaitedText {
  readonly what: string;
  /** The deadline and what is left of it. */
  readonly until?: string;
  readonly isUrgent: boolean;
}

const untilText = (say: Speaker, until: number, now: number): string => {
  const date = say.moment(until);
  return until > now
    ? say('await.account.until', { date, time: say.span(until - now) })
    : say('await.account.over', { date });
};

/** What a connection waits for, in words; undefined where nothing is awaited. */
export const awaitedText = (say: Speaker, it: Connection, now: number): AwaitedText | undefined => {
  const awaited = awaitedOf(it);
  if (awaited === undefined) return undefined;
  const { key, account = '', until } = awaited;
  return {
    what: say(key, { account }),
    ...(until === undefined ? {} : { until: untilText(say, until, now) }),
    isUrgent: until !== undefined && until - now < DAY_MS,
  };
};

/** How long a connection has been in its state, in words; empty if the API does not say. */
export const inStateText = (say: Speaker, it: Connection, now: number): string => {
  const since = inStateSince(it);
  return since === undefined ? '' : say.span(now - since);
};

/** The notes on a connection as findings in words. */
export const noteFindings = (say: Speaker, it: Connection, now: number): readonly Finding[] =>
  notesOf(it, now).map(({ code, severity, value }) => ({
    code,
    severity,
    pointer: '',
    detail: say(`find.${code}`, { value: say.term('status', value) }),
    remedy: say(`find.${code}.remedy`),
  }));
