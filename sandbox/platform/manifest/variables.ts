import { isRecord } from '../../values.ts';

/** One thing wrong in a deployment file, with the place it was found at. */
export interface ManifestFinding {
  /** JSON pointer into the file, e.g. `/resources/request/props/timeout`. */
  readonly pointer: string;
  readonly detail: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  /** Where `env()` looks. */
  readonly env: Environment;
  /** What `config('AccountID')` is. */
  readonly accountId: string;
}

const VARIABLE = /^vars\.([\w-]+)$/;
const CONFIG = /^config\(\s*(['"])AccountID\1\s*\)$/;
const ENVIRONMENT = /^env\(\s*(['"])([^'"]*)\1\s*(?:,\s*(['"])(.*)\3\s*)?\)$/;

/**
 * Replaces `${vars.x}`, `${env('X', 'default')}` and `${config('AccountID')}` in a parsed document.
 *
 * Serverless Devs: variables are resolved before a component sees its props; `vars` may use the environment
 * and variables that stand above them. An environment variable that is empty counts as unset.
 *
 * @returns the document with values in place, and a finding for every placeholder without one.
 */
export const resolveVariables = (
  document: unknown,
  { env, accountId }: Surroundings,
): { readonly resolved: unknown; readonly findings: readonly ManifestFinding[] } => {
  const findings: ManifestFinding[] = [];
  const vars: Record<string, unknown> = {};

  /** The value of one `${...}` expression, or `undefined` where it names nothing known. */
  const evaluate = (expression: string): unknown => {
    const variable = VARIABLE.exec(expression)?.[1];
    if (variable !== undefined) return vars[variable];
    if (CONFIG.test(expression)) return accountId;
    const [, , name, , otherwise] = ENVIRONMENT.exec(expression) ?? [];
    return name === undefined ? undefined : env[name] || otherwise;
  };

  const resolveText = (text: string, pointer: string): unknown => {
    const lookUp = (expression: string): unknown => {
      const value = evaluate(expression.trim());
      const known = "(vars.*, env() and config('AccountID') are known here)";
      if (value === undefined)
        findings.push({ pointer, detail: `\${${expression}} has no value ${known}` });
      return value;
    };
    const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
    // A placeholder that is the whole text keeps its type: numbers and lists stay what they are.
    if (whole !== undefined) return lookUp(whole);
    return text.replace(/\$\{([^{}]*)\}/g, (_, expression: string) =>
      String(lookUp(expression) ?? ''),
    );
  };

  const resolve = (value: unknown, pointer: string): unknown => {
    if (typeof value === 'string') return resolveText(value, pointer);
    if (Array.isArray(value))
      return value.map((each: unknown, at) => resolve(each, `${pointer}/${at}`));
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, each]) => [key, resolve(each, `${pointer}/${key}`)]),
    );
  };

  if (!isRecord(document)) return { resolved: resolve(document, ''), findings };
  for (const [name, value] of Object.entries(isRecord(document.vars) ? document.vars : {}))
    vars[name] = resolve(value, `/vars/${name}`);
  return { resolved: resolve({ ...document, vars: {} }, ''), findings };
};
