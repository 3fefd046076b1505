/** One line of a health report. */
export interface HealthLine {
  /** Where it stands: members from the outside in, joined by ` › `. */
  readonly path: string;
  readonly value: string;
  readonly isFault: boolean;
  /** What to do about it, where the report says so. */
  readonly remedy?: string;
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
  if (COMPLAINTS.test(name)) return !isNothing(value);
  if (!VERDICTS.has(name)) return false;
  return value === false || (typeof value === 'string' && FAULTY.test(value));
};

const labelOf = (value: unknown, at: number): string => {
  const name = isObject(value) ? (value.name ?? value.function ?? value.region ?? value.code) : '';
  return typeof name === 'string' && name !== '' ? name : String(at + 1);
};

const isPlain = (value: unknown): boolean => !isObject(value) && !Array.isArray(value);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(', ') : String(value);

interface Place {
  readonly path: readonly string[];
  /** What stands around it says that something is wrong. */
  readonly isFault: boolean;
}

/** A single question of a deep check: one line, whatever else it has. */
const checkLine = (place: Place, value: Readonly<Record<string, unknown>>): HealthLine[] => {
  const { ok, name, detail, remedy } = value;
  if (typeof ok !== 'boolean' || typeof name !== 'string') return [];
  const path = [...place.path.slice(0, -1), name].join(' › ');
  const line = { path, value: textOf(detail ?? (ok ? 'ok' : 'failed')), isFault: !ok };
  return [typeof remedy === 'string' && remedy !== '' ? { ...line, remedy } : line];
};

const within = ({ path, isFault }: Place, name: string, value: unknown): Place => ({
  path: [...path, name],
  isFault: isFault || isFaulty(name, value),
});

const walk = (place: Place, value: unknown): HealthLine[] => {
  if (isNothing(value)) return [];
  if (Array.isArray(value) && !value.every(isPlain))
    return value.flatMap((each, at) => walk(within(place, labelOf(each, at), undefined), each));
  if (isObject(value)) {
    const [check] = checkLine(place, value);
    if (check) return [check];
    return Object.entries(value).flatMap(([name, inner]) =>
      walk(within(place, name, inner), inner),
    );
  }
  return [{ path: place.path.join(' › '), value: textOf(value), isFault: place.isFault }];
};

/**
 * A health report as lines, whatever members a deployment has: objects and lists are walked, and what
 * says that something is wrong is marked.
 */
export const healthLines = (report: unknown): readonly HealthLine[] =>
  walk({ path: [], isFault: false }, report);
