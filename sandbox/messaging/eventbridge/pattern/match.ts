import { isRecord, OPERATORS } from './operators.ts';

const fits = (expected: unknown, value: unknown): boolean => {
  if (!isRecord(expected)) return expected === value;
  const entries = Object.entries(expected);
  return (
    entries.length > 0 &&
    entries.every(([name, argument]) =>
      Object.hasOwn(OPERATORS, name) ? OPERATORS[name]?.test(argument, value) : false,
    )
  );
};

const asksForPresence = (expected: unknown): boolean => isRecord(expected) && 'exists' in expected;

/** Of a list in the event one value must fit. */
const fitsOne = (expected: unknown, value: unknown): boolean =>
  Array.isArray(value) && !asksForPresence(expected)
    ? value.some((each: unknown) => fits(expected, each))
    : fits(expected, value);

/**
 * Whether an event fits an event pattern.
 *
 * EventBridge: the pattern is nested like the event; keys must all match, of the values in an array one
 * must; case-sensitive, nothing is converted. An empty pattern matches everything.
 */
export const matches = (pattern: unknown, event: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.some((each: unknown) => fitsOne(each, event));
  if (!isRecord(pattern)) return pattern === event;
  const fields = isRecord(event) ? event : {};
  return Object.entries(pattern).every(([key, each]) =>
    matches(each, Object.hasOwn(fields, key) ? fields[key] : undefined),
  );
};
