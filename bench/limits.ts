import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** What a measured process may use, as an instance of Function Compute may. */
export interface Limits {
  /** Share of a CPU; the whole where absent. */
  readonly cpu?: number;
  /** Memory in MB; as much as there is where absent. */
  readonly memoryMb?: number;
}

/** How limits are kept on this machine. */
export interface Confinement {
  readonly how: 'cgroup quota' | 'duty cycle';
  /** The shell's words before the command, which put the process where it is limited. */
  readonly prefix: string;
  /** For the duty cycle: keeps the process at its share until the returned function is called. */
  readonly watch: (pid: number) => () => void;
  readonly close: () => void;
}

interface Setting {
  readonly folder: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The groups and settings of version 2 of cgroups, or of version 1. */
const settingsFor = ({ cpu, memoryMb }: Limits, name: string): readonly Setting[] => {
  const bytes = memoryMb === undefined ? undefined : String(memoryMb * 1_048_576);
  const quota = cpu === undefined ? undefined : String(Math.round(cpu * PERIOD_US));
  if (existsSync(path.join(ROOT, 'cgroup.controllers')))
    return [
      {
        folder: path.join(ROOT, name),
        values: {
          ...(quota === undefined ? {} : { 'cpu.max': `${quota} ${PERIOD_US}` }),
          ...(bytes === undefined ? {} : { 'memory.max': bytes }),
        },
      },
    ];
  return [
    ...(quota === undefined
      ? []
      : [{ folder: path.join(ROOT, 'cpu', name), values: { 'cpu.cfs_quota_us': quota } }]),
    ...(bytes === undefined
      ? []
      : [{ folder: path.join(ROOT, 'memory', name), values: { 'memory.limit_in_bytes': bytes } }]),
  ];
};

const nothing = (): void => {};

const inGroups = (settings: readonly Setting[]): Confinement => {
  for (const { folder, values } of settings) {
    mkdirSync(folder, { recursive: true });
    for (const [file, value] of Object.entries(values))
      writeFileSync(path.join(folder, file), value);
  }
  const prefix = settings.map(({ folder }) => `echo $$ > ${folder}/cgroup.procs && `).join('');
  const close = (): void => {
    for (const { folder } of settings) rmdirSync(folder);
  };
  return { how: 'cgroup quota', prefix, watch: () => nothing, close };
};

/** Lets a process run for its share of every period and stops it for the rest. */
const byDutyCycle = ({ cpu = 1 }: Limits): Confinement => ({
  how: 'duty cycle',
  prefix: '',
  close: nothing,
  watch: (pid) => {
    const periodMs = PERIOD_US / 1000;
    const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
      try {
        process.kill(pid, name);
      } catch {
        // It has ended.
      }
    };
    const timer = setInterval(() => {
      signal('SIGCONT');
      setTimeout(() => signal('SIGSTOP'), periodMs * cpu);
    }, periodMs);
    return () => {
      clearInterval(timer);
      signal('SIGCONT');
    };
  },
});

/** Keeps limits with a cgroup where this user may make one, else with a duty cycle (memory is then free). */
export const confine = (limits: Limits): Confinement => {
  try {
    return inGroups(settingsFor(limits, `bench-${process.pid}`));
  } catch {
    return byDutyCycle(limits);
  }
};
