import { BlockList, isIPv4 } from 'node:net';
import { isRecord } from '../../values.ts';

/** One operator of event patterns. */
interface Operator {
  /** Whether a value fits the operator's argument. */
  readonly test: (argument: unknown, value: unknown) => boolean;
  readonly isArgument: (argument: unknown) => boolean;
  /** What it takes, in words that go after the operator's name. */
  readonly takes: string;
}

const onText = (test: (value: string, argument: string) => boolean): Operator => ({
  test: (argument, value) =>
    typeof value === 'string' && typeof argument === 'string' && test(value, argument),
  isArgument: (argument) => typeof argument === 'string',
  takes: 'takes a text',
});

const prefix = onText((value, argument) => value.startsWith(argument));

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** `[">", 0, "<=", 5]`: pairs that must all hold. */
const pairsOf = (argument: unknown): readonly (readonly [string, unknown])[] => {
  const items: readonly unknown[] = Array.isArray(argument) ? argument : [];
  return items.flatMap((each, at) =>
    at % 2 === 0 ? [[String(each), items[at + 1]] as const] : [],
  );
};

const blockOf = (argument: unknown): readonly [string, number] | undefined => {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(String(argument)) ?? [];
  return isIPv4(address) && Number(bits) <= 32 ? [address, Number(bits)] : undefined;
};

const inBlock = (argument: unknown, value: unknown): boolean => {
  const block = blockOf(argument);
  if (block === undefined || typeof value !== 'string' || !isIPv4(value)) return false;
  const blocks = new BlockList();
  blocks.addSubnet(...block, 'ipv4');
  return blocks.check(value, 'ipv4');
};

const exclusionsOf = (argument: unknown): readonly unknown[] =>
  Array.isArray(argument) ? argument : [argument];

const isExclusion = (each: unknown): boolean =>
  isRecord(each)
    ? typeof each.prefix === 'string' && Object.keys(each).length === 1
    : typeof each === 'string' || typeof each === 'number';

const isExcluded = (excluded: unknown, value: unknown): boolean =>
  isRecord(excluded) ? prefix.test(excluded.prefix, value) : excluded === value;

/** The operators (EventBridge: Event patterns); `cidr` knows IPv4 alone. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries<Operator>({
    prefix,
    suffix: onText((value, argument) => value.endsWith(argument)),
    contains: onText((value, argument) => value.includes(argument)),
    'anything-but': {
      test: (argument, value) =>
        value !== undefined && !exclusionsOf(argument).some((each) => isExcluded(each, value)),
      isArgument: (argument) =>
        exclusionsOf(argument).length > 0 && exclusionsOf(argument).every(isExclusion),
      takes: 'takes a text, a number, a list of them, or {"prefix": text}',
    },
    numeric: {
      test: (argument, value) =>
        typeof value === 'number' &&
        pairsOf(argument).every(([sign, bound]) => COMPARE[sign]?.(value, Number(bound)) === true),
      isArgument: (argument) =>
        pairsOf(argument).length > 0 &&
        pairsOf(argument).every(
          ([sign, bound]) => Object.hasOwn(COMPARE, sign) && typeof bound === 'number',
        ),
      takes: 'takes a list of pairs such as [">", 0, "<=", 5]',
    },
    cidr: {
      test: inBlock,
      isArgument: (argument) => blockOf(argument) !== undefined,
      takes: 'takes an IPv4 block such as "10.0.0.0/24"',
    },
    exists: {
      test: (argument, value) => (value !== undefined) === argument,
      isArgument: (argument) => typeof argument === 'boolean',
      takes: 'takes true or false',
    },
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
