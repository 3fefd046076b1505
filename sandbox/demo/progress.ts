import { createSpinner } from 'nanospinner';

/** Shows that something goes on: a spinner on a terminal, a plain line in a pipe. Rejects as the work does. */
export const withProgress = async <T>(
  text: string,
  write: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> => {
  if (!process.stdout.isTTY) {
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
