import { parseSchedule } from '../triggers/timer.ts';
import type { ManifestProps } from './schema.ts';

/** One thing wrong in a deployment file, with the place it was found at. */
export interface ManifestFinding {
  /** JSON pointer into the file, e.g. `/resources/request/props/timeout`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Function Compute: all user variables of a function together, in bytes. */
export const ENVIRONMENT_BYTES = 4096;

export const bytesOf = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment)
    .map(([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value))
    .reduce((sum, each) => sum + each, 0);

/** What is wrong, and where below the props of a function. */
type Rule = (props: ManifestProps) => readonly (readonly [place: string, detail: string])[];

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.indexOf(name) !== at);

const environment: Rule = ({ environmentVariables }) => {
  const bytes = bytesOf(environmentVariables);
  const place = '/environmentVariables';
  return [
    ...Object.keys(environmentVariables)
      .filter((name) => name.startsWith('FC_'))
      .map((name) => [`${place}/${name}`, 'the prefix FC_ is reserved'] as const),
    ...(bytes > ENVIRONMENT_BYTES
      ? [[place, `${bytes} bytes; ${ENVIRONMENT_BYTES} are allowed`] as const]
      : []),
  ];
};

const sizing: Rule = ({ cpu, diskSize, memorySize }) => {
  if ((cpu === undefined) !== (diskSize === undefined))
    return [['', 'give cpu and diskSize together or neither']];
  if (cpu === undefined) return [];
  const ratio = memorySize / 1024 / cpu;
  return ratio >= 1 && ratio <= 4
    ? []
    : [['/cpu', `GB per vCPU must be 1 to 4, here it is ${ratio.toFixed(2)}`]];
};

const schedules: Rule = ({ triggers }) =>
  triggers.flatMap((trigger, at) => {
    if (trigger.triggerType !== 'timer') return [];
    const parsed = parseSchedule(trigger.triggerConfig.cronExpression);
    return parsed.ok ? [] : [[`/triggers/${at}/triggerConfig/cronExpression`, parsed.reason]];
  });

/** Function Compute 3.0: a function has at most one HTTP trigger per version or alias. */
const triggers: Rule = ({ triggers: declared }) => [
  ...repeated(declared.map(({ triggerName }) => triggerName)).map(
    (name) => ['/triggers', `two triggers are called ${name}`] as const,
  ),
  ...declared
    .filter(({ triggerType }) => triggerType === 'http')
    .slice(1, 2)
    .map(() => ['/triggers', 'more than one HTTP trigger'] as const),
];

const RULES: readonly Rule[] = [environment, sizing, schedules, triggers];

/** What a schema of single fields cannot say; every finding of every function. */
export const checkRules = (
  resources: Readonly<Record<string, { readonly props: ManifestProps }>>,
): readonly ManifestFinding[] => {
  const all = Object.entries(resources).map(([key, { props }]) => ({
    pointer: `/resources/${key}/props`,
    props,
  }));
  const names = all.map(({ props }) => props.functionName);
  return [
    ...all
      .filter(({ props }, at) => names.indexOf(props.functionName) !== at)
      .map(({ pointer, props }) => ({
        pointer: `${pointer}/functionName`,
        detail: `${props.functionName} is declared twice`,
      })),
    ...all.flatMap(({ pointer, props }) =>
      RULES.flatMap((rule) => rule(props)).map(([place, detail]) => ({
        pointer: `${pointer}${place}`,
        detail,
      })),
    ),
  ];
};
