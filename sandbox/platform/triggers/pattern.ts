type Operator = (argument: unknown, value: unknown) => boolean;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText =
  (test: (value: string, argument: string) => boolean): Operator =>
  (argument, value) =>
    typeof value === 'string' && typeof argument === 'string' && test(value, argument);

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** `[">", 0, "<=", 5]`: pairs that must all hold. */
const numeric: Operator = (argument, value) => {
  if (!Array.isArray(argument) || typeof value !== 'number') return false;
  const pairs: readonly unknown[] = argument;
  return pairs.every(
    (each, at) => at % 2 === 1 || COMPARE[String(each)]?.(value, Number(pairs[at + 1])) === true,
  );
};

const anythingBut: Operator = (argument, value) => {
  if (value === undefined) return false;
  const excluded: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  return !excluded.some((each) => matchesOne(each, value));
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: asText((value, argument) => value.startsWith(argument)),
  suffix: asText((value, argument) => value.endsWith(argument)),
  contains: asText((value, argument) => value.includes(argument)),
  'anything-but': anythingBut,
  numeric,
  exists: (argument, value) => (value !== undefined) === argument,
};

const matchesOne = (expected: unknown, value: unknown): boolean => {
  if (!isRecord(expected)) return expected === value;
  const entries = Object.entries(expected);
  return (
    entries.length > 0 &&
    entries.every(([name, argument]) => OPERATORS[name]?.(argument, value) === true)
  );
};

/**
 * Whether an event fits an event pattern.
 *
 * EventBridge: the pattern is nested like the event; keys must all match, of the values in an array
 * one must; case-sensitive. An empty pattern matches everything.
 */
export const matches = (pattern: unknown, event: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.some((each: unknown) => matchesOne(each, event));
  if (!isRecord(pattern)) return pattern === event;
  const fields = isRecord(event) ? event : {};
  return Object.entries(pattern).every(([key, each]) => matches(each, fields[key]));
};
