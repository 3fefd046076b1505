/** One line of a health report. */
export interface HealthLine {
  /** Where it stands: members from the outside in, joined by ` › `. */
  readonly path: string;
  readonly value: string;
  readonly isFault: boolean;
}

const FAULTY =
  /^(fail|failed|faulty|fault|error|denied|missing|absent|unreachable|degraded|down|refused|unknown|not[ -].*|no)$/i;

/** Members whose value says whether something is in order. */
const VERDICTS = new Set([
  'status',
  'ok',
  'state',
  'outcome',
  'result',
  'configuration',
  'severity',
]);
/** Members that are there only if something is wrong. */
const COMPLAINTS = /^(faults?|errors?|missing|problems?|remedy|failures?)$/i;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFaulty = (name: string, value: unknown): boolean => {
  if (COMPLAINTS.test(name)) return true;
  if (!VERDICTS.has(name)) return false;
  return value === false || (typeof value === 'string' && FAULTY.test(value));
};

const labelOf = (value: unknown, at: number): string => {
  const name = isObject(value) ? (value.name ?? value.function ?? value.region ?? value.code) : '';
  return typeof name === 'string' && name !== '' ? name : String(at + 1);
};

const isPlain = (value: unknown): boolean => !isObject(value) && !Array.isArray(value);

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(', ') : String(value);

const walk = (path: readonly string[], name: string, value: unknown): HealthLine[] => {
  if (Array.isArray(value) && !value.every(isPlain))
    return value.flatMap((each, at) => walk([...path, name], labelOf(each, at), each));
  if (isObject(value))
    return Object.entries(value).flatMap(([key, inner]) => walk([...path, name], key, inner));
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
    return [];
  const full = [...path, name].filter(Boolean).join(' › ');
  return [{ path: full, value: textOf(value), isFault: isFaulty(name, value) }];
};

/**
 * A health report as lines, whatever members a deployment has: objects and lists are walked, and what
 * says that something is wrong is marked.
 */
export const healthLines = (report: unknown): readonly HealthLine[] => walk([], '', report);
