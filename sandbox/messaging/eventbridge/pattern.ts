import { isIPv4 } from 'node:net';
import * as v from 'valibot';
import { contains, isIpv6, readCidr } from '../../cloud/cidr.ts';
import { oneOrMore } from '../../schema.ts';
import { isRecord } from '../../values.ts';

/** An operator of event patterns; what it takes stands in words that go after its name. */
const operator = <T extends v.GenericSchema>(
  argument: T,
  takes: string,
  test: (argument: v.InferOutput<T>, value: unknown) => boolean,
) => ({
  takes,
  isArgument: (given: unknown): boolean => v.is(argument, given),
  /** Whether a value fits the operator with an argument. */
  test: (given: unknown, value: unknown): boolean => {
    const parsed = v.safeParse(argument, given);
    return parsed.success && test(parsed.output, value);
  },
});

const onText = (test: (value: string, argument: string) => boolean) =>
  operator(
    v.string(),
    'takes a text',
    (argument, value) => typeof value === 'string' && test(value, argument),
  );

const COMPARE = {
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '=': (left: number, right: number) => left === right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};

/** `[">", 0, "<=", 5]`: pairs that must all hold. */
const pairs = v.pipe(
  v.array(v.unknown()),
  v.transform((items) =>
    items.flatMap((each, at) => (at % 2 === 0 ? [[each, items[at + 1]]] : [])),
  ),
  v.array(v.tuple([v.picklist(['<', '<=', '=', '>', '>=']), v.number()])),
  v.minLength(1),
);

const block = v.pipe(
  v.string(),
  v.check((text) => text.includes('/') && !isIpv6(text) && readCidr(text) !== undefined),
);

const exclusions = v.pipe(
  oneOrMore(v.union([v.string(), v.number(), v.strictObject({ prefix: v.string() })])),
  v.minLength(1),
);

/** The operators (EventBridge: Event patterns); `cidr` knows IPv4 alone. */
const OPERATORS = new Map(
  Object.entries({
    prefix: onText((value, argument) => value.startsWith(argument)),
    suffix: onText((value, argument) => value.endsWith(argument)),
    contains: onText((value, argument) => value.includes(argument)),
    'anything-but': operator(
      exclusions,
      'takes a text, a number, a list of them, or {"prefix": text}',
      (excluded, value) =>
        value !== undefined &&
        !excluded.some((each) =>
          typeof each === 'object'
            ? typeof value === 'string' && value.startsWith(each.prefix)
            : each === value,
        ),
    ),
    numeric: operator(
      pairs,
      'takes a list of pairs such as [">", 0, "<=", 5]',
      (bounds, value) =>
        typeof value === 'number' && bounds.every(([sign, bound]) => COMPARE[sign](value, bound)),
    ),
    cidr: operator(
      block,
      'takes an IPv4 block such as "10.0.0.0/24"',
      (cidr, value) => typeof value === 'string' && isIPv4(value) && contains(cidr, value),
    ),
    exists: operator(
      v.boolean(),
      'takes true or false',
      (isThere, value) => (value !== undefined) === isThere,
    ),
  }),
);

/** EventBridge: expressions of one field. */
const MOST_EXPRESSIONS = 5;

const expressionFault = (expression: unknown): string | undefined => {
  if (!isRecord(expression)) return Array.isArray(expression) ? 'is a list in a list' : undefined;
  const entries = Object.entries(expression);
  if (entries.length === 0) return 'is an empty expression';
  for (const [name, argument] of entries) {
    const operator = OPERATORS.get(name);
    if (operator === undefined) return `has no operator ${name}`;
    if (!operator.isArgument(argument)) return `${name} ${operator.takes}`;
  }
  return undefined;
};

const fieldFault = (path: string, expressions: readonly unknown[]): string | undefined => {
  if (expressions.length === 0) return `${path} is an empty list`;
  if (expressions.length > MOST_EXPRESSIONS)
    return `${path} has ${expressions.length} expressions; ${MOST_EXPRESSIONS} are allowed`;
  const fault = expressions.map(expressionFault).find((each) => each !== undefined);
  return fault === undefined ? undefined : `${path} ${fault}`;
};

/** What is wrong with an event pattern, with the place; `undefined` for a good one. */
export const patternFault = (pattern: unknown, path = ''): string | undefined => {
  if (Array.isArray(pattern) && path !== '') return fieldFault(path, pattern);
  if (!isRecord(pattern)) return `${path || 'the pattern'} must be an object or a list of values`;
  return Object.entries(pattern)
    .map(([key, each]) => patternFault(each, `${path}/${key}`))
    .find((fault) => fault !== undefined);
};

const fits = (expected: unknown, value: unknown): boolean => {
  if (!isRecord(expected)) return expected === value;
  const entries = Object.entries(expected);
  return (
    entries.length > 0 &&
    entries.every(([name, argument]) => OPERATORS.get(name)?.test(argument, value) === true)
  );
};

/** Of a list in the event one value must fit. */
const fitsOne = (expected: unknown, value: unknown): boolean =>
  Array.isArray(value) && !(isRecord(expected) && 'exists' in expected)
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
