import { deadSink } from './dead-sink.ts';
import { type Overload, overload } from './overload.ts';

/** What is measured, as it is printed, and whether it is as it should be. */
interface Row {
  readonly text: string;
  readonly isGood: boolean;
}

const print = (title: string, rows: readonly Row[]): number => {
  console.log(title);
  for (const { text, isGood } of rows) console.log(`  ${isGood ? 'ok ' : 'BAD'} ${text}`);
  return rows.filter(({ isGood }) => !isGood).length;
};

/** Whatever is asked, however it comes: calls, waits and the end are bounded by the same numbers. */
const OVERLOADS: readonly (Overload & { readonly title: string })[] = [
  ...[20, 60, 100].map((quota) => ({
    title: `an hour at three times a quota of ${quota} creates a minute`,
    quota,
    times: 3,
    minutes: 60,
    batch: 10,
  })),
  {
    title:
      'twenty minutes at three times a quota of 60, which is work for an hour, one request a message',
    quota: 60,
    times: 3,
    minutes: 20,
    batch: 1,
  },
  {
    title: 'what a quota of 60 takes in an hour, asked for within a minute',
    quota: 60,
    times: 60,
    minutes: 1,
    batch: 10,
  },
];

const measureOverload = async (
  { title, ...plan }: (typeof OVERLOADS)[number],
  seed: number,
): Promise<number> => {
  const it = await overload({ ...plan, seed });
  return print(`${title}: ${it.runs} invocations`, [
    { text: `${it.done} of ${it.asked} requests done`, isGood: it.done === it.asked },
    {
      text: `${it.callsPerQuota.toFixed(2)} calls for each that the quota allows (${it.worstTenMinutes.toFixed(2)} in the worst ten minutes)`,
      isGood: it.callsPerQuota <= 1.2,
    },
    {
      text: `the longest wait is ${it.longestByMedian.toFixed(2)} times the median`,
      isGood: it.longestByMedian <= 3,
    },
    {
      text: `all done ${it.lateByMinutes.toFixed(1)} minutes after the earliest possible moment`,
      isGood: it.lateByMinutes <= 10,
    },
  ]);
};

const CONNECTIONS = 10_000;
const DEAD_SINK = `${CONNECTIONS} connections, one of two sinks dead for a day`;

const measureDeadSink = async (seed: number): Promise<number> => {
  const it = await deadSink(CONNECTIONS, seed);
  return print(DEAD_SINK, [
    {
      text: `${it.atHealthy} events at the healthy sink, within ${it.healthyMs} ms`,
      isGood: it.atHealthy === CONNECTIONS && it.healthyMs < 2_000,
    },
    {
      text: `${it.whileDead} at the dead one that day, ${it.afterwards} within two hours after it`,
      isGood: it.whileDead === 0 && it.afterwards === CONNECTIONS,
    },
    {
      text: `${it.parked} given up, ${it.failed} failed`,
      isGood: it.parked === 0 && it.failed === 0,
    },
    {
      text: `${it.runsForEach.toFixed(1)} invocations for each event, ${it.worstHour.toFixed(2)} in the worst hour`,
      isGood: it.runsForEach < 42 && it.worstHour < 1.34,
    },
  ]);
};

/** All at full size: minutes of real time. Answers how many measures are not as they should be. */
export const measureLoad = async (seed: number, only: string): Promise<number> => {
  let bad = 0;
  for (const plan of OVERLOADS)
    if (plan.title.includes(only)) bad += await measureOverload(plan, seed);
  return DEAD_SINK.includes(only) ? bad + (await measureDeadSink(seed)) : bad;
};
