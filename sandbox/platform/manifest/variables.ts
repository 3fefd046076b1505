import { faultAt, type ManifestFinding } from './fault.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  /** Where `env()` looks. */
  readonly env: Environment;
  /** What `config('AccountID')` is. */
  readonly accountId: string;
}

interface Scope extends Surroundings {
  readonly vars: Readonly<Record<string, unknown>>;
}

const PLACEHOLDER = /\$\{([^{}]*)\}/g;
const VARIABLE = /^vars\.([\w-]+)$/;
const CONFIG = /^config\(\s*(['"])AccountID\1\s*\)$/;
const ENVIRONMENT = /^env\(\s*(['"])([^'"]*)\1\s*(?:,\s*(['"])(.*)\3\s*)?\)$/;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of one `${...}` expression, or `undefined` where it names nothing known. */
const evaluate = (expression: string, scope: Scope): unknown => {
  const variable = VARIABLE.exec(expression);
  if (variable?.[1] !== undefined) return scope.vars[variable[1]];
  if (CONFIG.test(expression)) return scope.accountId;
  const environment = ENVIRONMENT.exec(expression);
  if (environment?.[2] !== undefined) return scope.env[environment[2]] || environment[4];
  return undefined;
};

const resolveText = (
  text: string,
  scope: Scope,
  path: string,
  findings: ManifestFinding[],
): unknown => {
  const lookUp = (expression: string): unknown => {
    const value = evaluate(expression.trim(), scope);
    if (value === undefined) {
      findings.push(
        faultAt(
          path,
          `\${${expression}} has no value (vars.*, env() and config('AccountID') are known here)`,
        ),
      );
    }
    return value;
  };
  const whole = /^\$\{([^{}]*)\}$/.exec(text);
  // A placeholder that is the whole text keeps its type: numbers and lists stay what they are.
  if (whole?.[1] !== undefined) return lookUp(whole[1]);
  return text.replace(PLACEHOLDER, (_, expression: string) => String(lookUp(expression) ?? ''));
};

const resolve = (
  value: unknown,
  scope: Scope,
  path: string,
  findings: ManifestFinding[],
): unknown => {
  if (typeof value === 'string') return resolveText(value, scope, path, findings);
  if (Array.isArray(value)) {
    return value.map((each: unknown, at) => resolve(each, scope, `${path}/${at}`, findings));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      resolve(each, scope, `${path}/${key}`, findings),
    ]),
  );
};

/** `vars` may use the environment and variables that stand above them. */
const resolveVars = (
  declared: Record<string, unknown>,
  around: Surroundings,
  findings: ManifestFinding[],
): Record<string, unknown> => {
  const vars: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(declared)) {
    vars[name] = resolve(value, { ...around, vars }, `/vars/${name}`, findings);
  }
  return vars;
};

/**
 * Replaces `${vars.x}`, `${env('X', 'default')}` and `${config('AccountID')}` in a parsed document.
 *
 * Serverless Devs: variables are resolved before a component sees its props.
 * An environment variable that is empty counts as unset.
 *
 * @returns the document with values in place, and a finding for every placeholder without one.
 */
export const resolveVariables = (
  document: unknown,
  around: Surroundings,
): { readonly resolved: unknown; readonly findings: readonly ManifestFinding[] } => {
  const findings: ManifestFinding[] = [];
  const declared = isRecord(document) && isRecord(document.vars) ? document.vars : {};
  const vars = resolveVars(declared, around, findings);
  const body = isRecord(document) ? { ...document, vars: {} } : document;
  return { resolved: resolve(body, { ...around, vars }, '', findings), findings };
};
