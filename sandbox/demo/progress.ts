import { createSpinner } from 'nanospinner';

/** Shows that something goes on: a spinner on a terminal, a plain line in a pipe. Rejects as the work does. */
export const withProgress = async <T>(
  text: string,
  write: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> => {
  // A terminal that does not say how wide it is (`script`, some CI) cannot be drawn over.
  if (!process.stdout.isTTY || !process.stdout.columns) {
    write(`${text}…`);
    return work();
  }
  const spinner = createSpinner(text).start();
  try {
    const result = await work();
    spinner.success();
    return result;
  } catch (error) {
    spinner.error();
    throw error;
  }
};
