import { InvalidArgumentError } from 'commander';

/** An option in seconds, as milliseconds. */
export const seconds = (text: string): number => {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0)
    throw new InvalidArgumentError('must be a number of seconds.');
  return number * 1_000;
};

/** An option that is a whole number above 0. */
export const atLeastOne = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('must be a whole number above 0.');
  return number;
};
