import { type CloudFault, smqFault } from '../../../cloud/fault.ts';

/** A value out of its range, in the words of the service. */
export const outOfRange = (element: string, low: number, high: number): CloudFault =>
  smqFault(
    'InvalidArgument',
    `The value of ${element} should between ${low} and ${high} seconds/bytes.`,
  );

/** A number in the text of an element or parameter. Throws `InvalidArgument` outside its range. */
export const wholeNumber = (element: string, text: string, low: number, high: number): number => {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw outOfRange(element, low, high);
  return value;
};

/** A number in the query. Throws `InvalidQueryString` for what is none. */
export const queryNumber = (
  query: URLSearchParams,
  name: string,
  low: number,
  high: number,
): number | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text))
    throw smqFault(
      'InvalidQueryString',
      `Http request URL contains invalid querystring item "${name}".`,
    );
  return wholeNumber(name, text, low, high);
};
