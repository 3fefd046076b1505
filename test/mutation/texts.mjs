import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Properties whose value is a text for people: a test of each would be the text once more. */
const TEXTS = new Set(['detail', 'remedy', 'message']);
const LEVELS = new Set(['debug', 'info', 'warn', 'error']);

const isText = ({ node }) => node.type === 'StringLiteral' || node.type === 'TemplateLiteral';

/** Words with blanks between them, wherever they stand: `is missing`, but no code, name or pattern. */
const isSentence = ({ node }) => {
  const text = node.value ?? node.quasis.map(({ value }) => value.raw).join('x');
  return /[a-z]{2,},? [a-z]/i.test(text);
};

/** `log.warn(...)`, `ctx.log.warn(...)`, `ctx.log[level](...)` */
const isLogCall = ({ node }) => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object, property, computed } = node.callee;
  const owner = object.type === 'MemberExpression' ? object.property.name : object.name;
  return owner === 'log' && (computed || LEVELS.has(property.name));
};

const isErrorMessage = ({ node, parent }) =>
  parent?.type === 'NewExpression' &&
  /Error$/.test(parent.callee.name ?? '') &&
  parent.arguments.includes(node);

const isSuperMessage = ({ parent }) =>
  parent?.type === 'CallExpression' && parent.callee.type === 'Super';

const isTextProperty = ({ parent, node }) =>
  parent?.type === 'ObjectProperty' && parent.value === node && TEXTS.has(parent.key.name);

/**
 * What is made once in a process, when it is first asked for, is as it was for the mutants before: a schema, or what
 * stands in `once`. Like a constant, it would cost the whole suite.
 */
const isMadeOnce = ({ node }) => {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type !== 'MemberExpression') return callee.name === 'once';
  return callee.object.name === 'v' && !/parse$/i.test(callee.property.name);
};

const shouldIgnore = (path) => {
  if (isLogCall(path)) return 'A log line, for people';
  if (isMadeOnce(path)) return 'Made once';
  if (
    isText(path) &&
    (isSentence(path) || isErrorMessage(path) || isSuperMessage(path) || isTextProperty(path))
  )
    return 'A text for people';
  return undefined;
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'texts', { shouldIgnore })];
