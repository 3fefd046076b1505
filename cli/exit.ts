/** What the exit code of the process says. */
export const EXIT = { done: 0, failed: 1, usage: 2, waiting: 3 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for a person; `hints` stand below it, a line each. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exit: Exit;
  readonly hints: readonly string[];

  constructor(
    message: string,
    { exit = EXIT.failed as Exit, hints = [] as readonly string[] } = {},
  ) {
    super(message);
    this.exit = exit;
    this.hints = hints;
  }
}

/** The command line cannot be carried out as it stands. */
export const wrongUsage = (message: string, hints: readonly string[] = []): CommandError =>
  new CommandError(message, { exit: EXIT.usage, hints });
