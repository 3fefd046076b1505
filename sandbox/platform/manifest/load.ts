import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { pointerOf } from '../../schema.ts';
import { AsyncInvokeConfig, type ManifestProps, ManifestSchema } from './schema.ts';
import { type ManifestFinding, resolveVariables, type Surroundings } from './variables.ts';

/** A deployment file that cannot be deployed; `findings` names everything that is wrong at once. */
export class ManifestFault extends Error {
  constructor(
    file: string,
    readonly findings: readonly ManifestFinding[],
  ) {
    const lines = findings.map(({ pointer, detail }) => `  ${pointer || '/'}: ${detail}`);
    super(`${file} cannot be deployed:\n${lines.join('\n')}`);
    this.name = 'ManifestFault';
  }
}

export interface ParseOptions extends Surroundings {
  /** Folder that relative code paths start from. */
  readonly folder: string;
  /** What findings call the file. */
  readonly file?: string;
}

/** The fc3 component completes a bare name, and writes every role in lower case. */
const roleOf = (role: string | undefined, accountId: string): string | undefined => {
  if (role === undefined) return undefined;
  if (role === 'auto') return `acs:ram::${accountId}:role/aliyunfcdefaultrole`;
  return (role.includes(':') ? role : `acs:ram::${accountId}:role/${role}`).toLowerCase();
};

/** One function as it is deployed. */
const toFunction = (resource: string, props: ManifestProps, where: ParseOptions) => {
  const { region, runtime, handler, memorySize, timeout, triggers } = props;
  const declared: Readonly<Record<string, unknown>> = props;
  return {
    /** Its key under `resources`. */
    resource,
    name: props.functionName,
    ...{ region, runtime, handler, memorySize, timeout, triggers },
    /** The account of its role; without a role the one given to the parser. */
    accountId: /^acs:ram::(\d+):/.exec(props.role ?? '')?.[1] ?? where.accountId,
    role: roleOf(props.role, where.accountId),
    /** Absolute folder of the code. */
    code: resolve(where.folder, props.code),
    environment: props.environmentVariables,
    // What is not configured is as the service has it.
    asyncInvoke: v.parse(AsyncInvokeConfig, props.asyncInvokeConfig ?? {}),
    /** Everything that the file says of it, placeholders resolved. */
    props: declared,
  };
};

export type FunctionSpec = Readonly<ReturnType<typeof toFunction>>;

const readYaml = (text: string, file: string): unknown => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const findings = document.errors.map((error) => {
    const { line } = lineCounter.linePos(error.pos[0]);
    const [message = error.code] = error.message.split('\n');
    return { pointer: '', detail: `line ${line}: ${message}` };
  });
  if (findings.length > 0) throw new ManifestFault(file, findings);
  return document.toJS();
};

/**
 * Reads the text of a Serverless Devs file (edition 3, component fc3).
 *
 * @returns the functions it declares, in its order.
 * @throws {ManifestFault} naming everything that is wrong at once.
 */
export const parseManifest = (text: string, options: ParseOptions): readonly FunctionSpec[] => {
  const { file = 's.yaml' } = options;
  const { resolved, findings } = resolveVariables(readYaml(text, file), options);
  const checked = v.safeParse(ManifestSchema, resolved);
  const issues = checked.issues ?? [];
  const broken = issues.map((each) => ({ pointer: pointerOf(each), detail: each.message }));
  if (!checked.success || findings.length + broken.length > 0)
    throw new ManifestFault(file, [...findings, ...broken]);
  return Object.entries(checked.output.resources).map(([resource, { props }]) =>
    toFunction(resource, props, options),
  );
};

/**
 * Like {@link parseManifest}, from a file; relative code paths start at its folder.
 *
 * @throws {ManifestFault} for a file that cannot be deployed, and the file system's error for one
 *   that cannot be read.
 */
export const loadManifest = async (
  path: string,
  options: Surroundings,
): Promise<readonly FunctionSpec[]> =>
  parseManifest(await readFile(path, 'utf8'), {
    ...options,
    folder: dirname(resolve(path)),
    file: path,
  });
