import { BlockList, isIPv4 } from 'node:net';

/** Whether a value fits an operator's argument. */
export type Operator = (argument: unknown, value: unknown) => boolean;

/** What can be wrong with an argument, in words that go after the operator's name. */
export type ArgumentCheck = (argument: unknown) => string | undefined;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText =
  (test: (value: string, argument: string) => boolean): Operator =>
  (argument, value) =>
    typeof value === 'string' && typeof argument === 'string' && test(value, argument);

const isText: ArgumentCheck = (argument) =>
  typeof argument === 'string' ? undefined : 'takes a text';

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** `[">", 0, "<=", 5]`: pairs that must all hold. */
const pairsOf = (argument: unknown): readonly (readonly [unknown, unknown])[] => {
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [];
  return list.flatMap((each, at) => (at % 2 === 0 ? [[each, list[at + 1]] as const] : []));
};

const isPair = ([sign, bound]: readonly [unknown, unknown]): boolean =>
  Object.hasOwn(COMPARE, String(sign)) && typeof bound === 'number';

const inNumbers: Operator = (argument, value) =>
  typeof value === 'number' &&
  pairsOf(argument).every(
    ([sign, bound]) => COMPARE[String(sign)]?.(value, Number(bound)) === true,
  );

const isNumeric: ArgumentCheck = (argument) => {
  const pairs = pairsOf(argument);
  return pairs.length > 0 && pairs.every(isPair)
    ? undefined
    : 'takes a list of pairs such as [">", 0, "<=", 5]';
};

const blockOf = (argument: unknown): readonly [string, number] | undefined => {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(String(argument)) ?? [];
  return isIPv4(address) && Number(bits) <= 32 ? [address, Number(bits)] : undefined;
};

const inBlock: Operator = (argument, value) => {
  const block = blockOf(argument);
  if (block === undefined || typeof value !== 'string' || !isIPv4(value)) return false;
  const list = new BlockList();
  list.addSubnet(...block, 'ipv4');
  return list.check(value, 'ipv4');
};

const isBlock: ArgumentCheck = (argument) =>
  blockOf(argument) === undefined ? 'takes an IPv4 block such as "10.0.0.0/24"' : undefined;

const exclusionsOf = (argument: unknown): readonly unknown[] =>
  Array.isArray(argument) ? argument : [argument];

const isExcluded = (excluded: unknown, value: unknown): boolean =>
  isRecord(excluded) ? startsWith(excluded.prefix, value) : excluded === value;

const startsWith = asText((value, argument) => value.startsWith(argument));

const anythingBut: Operator = (argument, value) =>
  value !== undefined && !exclusionsOf(argument).some((each) => isExcluded(each, value));

const isExclusion = (each: unknown): boolean =>
  isRecord(each)
    ? typeof each.prefix === 'string' && Object.keys(each).length === 1
    : typeof each === 'string' || typeof each === 'number';

const areExclusions: ArgumentCheck = (argument) => {
  const list = exclusionsOf(argument);
  return list.length > 0 && list.every(isExclusion)
    ? undefined
    : 'takes a text, a number, a list of them, or {"prefix": text}';
};

const isFlag: ArgumentCheck = (argument) =>
  typeof argument === 'boolean' ? undefined : 'takes true or false';

/** The operators of event patterns (EventBridge: Event patterns); `cidr` knows IPv4 alone. */
export const OPERATORS: Readonly<
  Record<string, { readonly test: Operator; readonly check: ArgumentCheck }>
> = {
  prefix: { test: startsWith, check: isText },
  suffix: { test: asText((value, argument) => value.endsWith(argument)), check: isText },
  contains: { test: asText((value, argument) => value.includes(argument)), check: isText },
  'anything-but': { test: anythingBut, check: areExclusions },
  numeric: { test: inNumbers, check: isNumeric },
  cidr: { test: inBlock, check: isBlock },
  exists: { test: (argument, value) => (value !== undefined) === argument, check: isFlag },
};
