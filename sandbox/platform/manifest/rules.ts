import { parseSchedule } from '../triggers/schedule.ts';
import { faultAt, type ManifestFinding } from './fault.ts';
import type { ManifestProps } from './schema.ts';

interface Named {
  readonly pointer: string;
  readonly props: ManifestProps;
}

/** Function Compute: all user variables of a function together, in bytes. */
export const ENVIRONMENT_BYTES = 4096;

export const bytesOf = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment)
    .map(([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value))
    .reduce((sum, each) => sum + each, 0);

const reservedVariables = ({ pointer, props }: Named): ManifestFinding[] =>
  Object.keys(props.environmentVariables)
    .filter((name) => name.startsWith('FC_'))
    .map((name) =>
      faultAt(`${pointer}/environmentVariables/${name}`, 'the prefix FC_ is reserved'),
    );

const environmentSize = ({ pointer, props }: Named): ManifestFinding[] => {
  const bytes = bytesOf(props.environmentVariables);
  if (bytes <= ENVIRONMENT_BYTES) return [];
  return [
    faultAt(`${pointer}/environmentVariables`, `${bytes} bytes; ${ENVIRONMENT_BYTES} are allowed`),
  ];
};

const sizing = ({ pointer, props }: Named): ManifestFinding[] => {
  if ((props.cpu === undefined) !== (props.diskSize === undefined)) {
    return [faultAt(pointer, 'give cpu and diskSize together or neither')];
  }
  if (props.cpu === undefined) return [];
  const ratio = props.memorySize / 1024 / props.cpu;
  return ratio >= 1 && ratio <= 4
    ? []
    : [faultAt(`${pointer}/cpu`, `GB per vCPU must be 1 to 4, here it is ${ratio.toFixed(2)}`)];
};

const schedules = ({ pointer, props }: Named): ManifestFinding[] =>
  props.triggers.flatMap((trigger, at) => {
    if (trigger.triggerType !== 'timer') return [];
    const parsed = parseSchedule(trigger.triggerConfig.cronExpression);
    if (parsed.ok) return [];
    return [faultAt(`${pointer}/triggers/${at}/triggerConfig/cronExpression`, parsed.reason)];
  });

const triggerNames = ({ pointer, props }: Named): ManifestFinding[] => {
  const names = props.triggers.map((each) => each.triggerName);
  return names
    .filter((name, at) => names.indexOf(name) !== at)
    .map((name) => faultAt(`${pointer}/triggers`, `two triggers are called ${name}`));
};

/** Function Compute 3.0: a function has at most one HTTP trigger per version or alias. */
const httpTriggers = ({ pointer, props }: Named): ManifestFinding[] =>
  props.triggers.filter((each) => each.triggerType === 'http').length > 1
    ? [faultAt(`${pointer}/triggers`, 'more than one HTTP trigger')]
    : [];

const RULES = [
  reservedVariables,
  environmentSize,
  sizing,
  schedules,
  triggerNames,
  httpTriggers,
] as const;

const functionNames = (all: readonly Named[]): ManifestFinding[] => {
  const names = all.map(({ props }) => props.functionName);
  return all
    .filter(({ props }, at) => names.indexOf(props.functionName) !== at)
    .map(({ pointer, props }) =>
      faultAt(`${pointer}/functionName`, `${props.functionName} is declared twice`),
    );
};

/** What a schema of single fields cannot say; every finding of every function. */
export const checkRules = (all: readonly Named[]): readonly ManifestFinding[] => [
  ...functionNames(all),
  ...all.flatMap((each) => RULES.flatMap((rule) => rule(each))),
];
