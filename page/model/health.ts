import * as v from 'valibot';

/** One line of a health report. */
export interface HealthLine {
  /** What was looked at; of a check its function, too. */
  readonly name: string;
  readonly value: string;
  readonly isFault: boolean;
  /** What to do about it, where the report says so. */
  readonly remedy?: string;
}

const check = v.object({
  name: v.string(),
  ok: v.boolean(),
  detail: v.string(),
  remedy: v.optional(v.string()),
});
const deep = v.object({
  functions: v.array(v.object({ name: v.string(), checks: v.array(check) })),
});

const checkLines = ({ functions }: v.InferOutput<typeof deep>): readonly HealthLine[] =>
  functions.flatMap((each) =>
    each.checks.map(({ name, ok, detail, remedy }) => ({
      name: `${each.name} › ${name}`,
      value: detail,
      isFault: !ok,
      ...(remedy === undefined ? {} : { remedy }),
    })),
  );

const isHealthy = (report: unknown): report is object =>
  typeof report === 'object' && report !== null && 'status' in report && report.status === 'ok';

/** A health report as lines, faults first. */
export const healthLines = (report: unknown): readonly HealthLine[] => {
  const asked = v.safeParse(deep, report);
  if (asked.success) {
    const lines = checkLines(asked.output);
    return [...lines.filter((line) => line.isFault), ...lines.filter((line) => !line.isFault)];
  }
  if (!isHealthy(report)) return [{ name: 'status', value: '?', isFault: true }];
  return Object.entries(report).map(([name, value]) => ({
    name,
    value: String(value),
    isFault: false,
  }));
};
