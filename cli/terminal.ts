import { createColors } from 'picocolors';

/** Where a command writes to, and what it reads from: handed in, so that tests see all of it. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  /** Both ends are a person: colours, spinners and questions are welcome. */
  readonly isInteractive: boolean;
  readonly colors: ReturnType<typeof createColors>;
  /** Asks a question that is answered with y or n. */
  confirm(question: string): Promise<boolean>;
}

const ask = async (question: string): Promise<boolean> => {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
};

/** The terminal of this process. */
export const processTerminal = (): Terminal => {
  const isInteractive = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  const hasColors = Boolean(process.stdout.isTTY) && process.env.NO_COLOR === undefined;
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    isInteractive,
    colors: createColors(hasColors),
    confirm: ask,
  };
};
