import type { Simulation } from '../support/simulation.ts';

const seconds = (sim: Simulation, at: number): string =>
  ((at - sim.time.start) / 1000).toFixed(1).padStart(9);

const READS = /^(?:Get|List|Describe)/;

const shorten = (value: unknown): string =>
  (
    JSON.stringify(value, (_, each: unknown) => (each instanceof Error ? String(each) : each)) ?? ''
  ).slice(0, 400);

/** What happened in a run, in order: calls, events, log lines, other people, runs that failed. */
export const traceOf = (sim: Simulation, isWhole = false): string => {
  const { record, people, platform, asks, truth } = sim;
  const rows: (readonly [number, string])[] = [
    ...record.calls
      .filter(({ action }) => isWhole || !READS.test(action))
      .map((it) => [it.at, `${it.run?.id} call ${it.action} ${shorten(it.params)}`] as const),
    ...record.refused.map(
      (it) =>
        [it.at, `${it.run?.id} refused ${it.action} ${it.code} ${shorten(it.params)}`] as const,
    ),
    ...record.deliveries.map(
      (it) => [it.at, `${it.run.id} ${it.sink} got ${it.event.id} ${it.event.type}`] as const,
    ),
    ...record.lines
      .filter(({ msg }) => isWhole || msg !== 'Region swept')
      .map((it) => [it.at, `${it.run.id} ${it.level} ${it.msg} ${shorten(it.fields)}`] as const),
    ...people.deeds
      .filter(({ code }) => isWhole || code === undefined)
      .map((it) => [it.at, `somebody ${it.action} ${it.instanceId} ${it.code ?? ''}`] as const),
    ...platform.runs
      .filter(({ kind, failed }) => isWhole || kind !== 'tick' || failed)
      .map(
        (it) =>
          [
            it.startedAt,
            `${it.id} ${it.functionName} ${it.kind} ${Math.round(it.ms)} ms ${it.failed ?? ''}`,
          ] as const,
      ),
    ...record.tasks.map((it) => [it.at, `task ${it.id} ${it.payload.slice(0, 300)}`] as const),
    ...asks.map(
      (it) =>
        [
          it.sentAt,
          `asked ${it.action} ${it.requestId} ${it.instanceId ?? it.pair} ${shorten(it.body)} ends ${it.state} ${shorten(it.answers)}`,
        ] as const,
    ),
    ...[...truth.lives.values()].flatMap(({ instanceId, pair, steps }) =>
      steps.map(({ status, at }) => [at, `cloud ${instanceId} (${pair}) ${status}`] as const),
    ),
  ];
  return rows
    .sort(([a], [b]) => a - b)
    .map(([at, text]) => `${seconds(sim, at)} ${text}`)
    .join('\n');
};
