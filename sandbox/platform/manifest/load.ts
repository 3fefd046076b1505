import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { faultAt, ManifestFault, type ManifestFinding } from './fault.ts';
import { checkRules } from './rules.ts';
import {
  type AsyncInvokeSpec,
  type ManifestProps,
  ManifestSchema,
  type TriggerSpec,
} from './schema.ts';
import { type Environment, resolveVariables } from './variables.ts';

/** One function as it is deployed. */
export interface FunctionSpec {
  /** Its key under `resources`. */
  readonly resource: string;
  readonly name: string;
  readonly region: string;
  /** The account of its role; without a role the one given to the parser. */
  readonly accountId: string;
  readonly role: string | undefined;
  readonly runtime: string;
  readonly handler: string;
  /** Absolute folder of the code. */
  readonly code: string;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly asyncInvoke: AsyncInvokeSpec;
  readonly triggers: readonly TriggerSpec[];
  /** Everything that the file says of it, placeholders resolved. */
  readonly props: Readonly<Record<string, unknown>>;
}

export interface ParseOptions {
  /** Where `${env()}` looks. */
  readonly env: Environment;
  /** Folder that relative code paths start from. */
  readonly folder: string;
  /** Owner of functions whose role names no account, and of `${config('AccountID')}`. */
  readonly accountId: string;
  /** What findings call the file. */
  readonly file?: string;
}

/** Function Compute 3.0: what applies to asynchronous invocations of a function without configuration. */
const UNCONFIGURED: AsyncInvokeSpec = {
  maxAsyncRetryAttempts: 3,
  maxAsyncEventAgeInSeconds: 86_400,
};

const accountOf = (role: string | undefined): string | undefined =>
  role === undefined ? undefined : /^acs:ram::(\d+):/.exec(role)?.[1];

/** The fc3 component completes a bare name, and writes every role in lower case. */
const roleOf = (role: string | undefined, accountId: string): string | undefined => {
  if (role === undefined) return undefined;
  if (role === 'auto') return `acs:ram::${accountId}:role/aliyunfcdefaultrole`;
  return (role.includes(':') ? role : `acs:ram::${accountId}:role/${role}`).toLowerCase();
};

const toFunction = (
  resource: string,
  props: ManifestProps,
  options: ParseOptions,
): FunctionSpec => ({
  resource,
  name: props.functionName,
  region: props.region,
  accountId: accountOf(props.role) ?? options.accountId,
  role: roleOf(props.role, options.accountId),
  runtime: props.runtime,
  handler: props.handler,
  code: resolve(options.folder, props.code),
  memorySize: props.memorySize,
  timeout: props.timeout,
  environment: props.environmentVariables,
  asyncInvoke: props.asyncInvokeConfig ?? UNCONFIGURED,
  triggers: props.triggers,
  props: { ...props },
});

const readYaml = (text: string): { document: unknown; findings: ManifestFinding[] } => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  if (document.errors.length === 0) return { document: document.toJS(), findings: [] };
  const findings = document.errors.map((error) => {
    const { line } = lineCounter.linePos(error.pos[0]);
    return faultAt('', `line ${line}: ${error.message.split('\n')[0] ?? error.code}`);
  });
  return { document: undefined, findings };
};

const pointerOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).map((item) => `/${String(item.key)}`).join('');

/**
 * Reads the text of a Serverless Devs file (edition 3, component fc3).
 *
 * @returns the functions it declares, in its order.
 * @throws {ManifestFault} naming everything that is wrong at once.
 */
export const parseManifest = (text: string, options: ParseOptions): readonly FunctionSpec[] => {
  const file = options.file ?? 's.yaml';
  const yaml = readYaml(text);
  if (yaml.findings.length > 0) throw new ManifestFault(file, yaml.findings);
  const { resolved, findings } = resolveVariables(yaml.document, options);
  const checked = v.safeParse(ManifestSchema, resolved);
  if (!checked.success) {
    const issues = checked.issues.map((each) => faultAt(pointerOf(each), each.message));
    throw new ManifestFault(file, [...findings, ...issues]);
  }
  const declared = Object.entries(checked.output.resources);
  const broken = checkRules(
    declared.map(([key, { props }]) => ({ pointer: `/resources/${key}/props`, props })),
  );
  const all = [...findings, ...broken];
  if (all.length > 0) throw new ManifestFault(file, all);
  return declared.map(([resource, { props }]) => toFunction(resource, props, options));
};

/**
 * Like {@link parseManifest}, from a file; relative code paths start at its folder.
 *
 * @throws {ManifestFault} for a file that cannot be deployed, and the file system's error for one
 *   that cannot be read.
 */
export const loadManifest = async (
  path: string,
  options: Pick<ParseOptions, 'env' | 'accountId'>,
): Promise<readonly FunctionSpec[]> =>
  parseManifest(await readFile(path, 'utf8'), {
    ...options,
    folder: dirname(resolve(path)),
    file: path,
  });
