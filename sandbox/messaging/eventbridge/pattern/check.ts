import { isRecord, OPERATORS } from './operators.ts';

/** EventBridge: expressions of one field. */
const MOST_EXPRESSIONS = 5;

const expressionFault = (expression: unknown): string | undefined => {
  if (!isRecord(expression)) return Array.isArray(expression) ? 'is a list in a list' : undefined;
  const entries = Object.entries(expression);
  if (entries.length === 0) return 'is an empty expression';
  for (const [name, argument] of entries) {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (operator === undefined) return `has no operator ${name}`;
    const fault = operator.check(argument);
    if (fault !== undefined) return `${name} ${fault}`;
  }
  return undefined;
};

const fieldFault = (path: string, list: readonly unknown[]): string | undefined => {
  if (list.length === 0) return `${path} is an empty list`;
  if (list.length > MOST_EXPRESSIONS)
    return `${path} has ${list.length} expressions; ${MOST_EXPRESSIONS} are allowed`;
  const fault = list.map(expressionFault).find((each) => each !== undefined);
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
