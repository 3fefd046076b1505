import { NOT_FOUND, TEXTS } from './texts.ts';

/** An error of the cloud as its gateway answers it. */
export class CloudFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Further fields of the answer. */
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'CloudFault';
  }
}

/** Families of codes that share a text; what follows the dot differs. */
const FAMILIES: Readonly<Record<string, string>> = {
  IncorrectStatus: 'The status of %s [%s] is incorrect.',
  IncorrectBusinessStatus: 'The business status of %s [%s] is incorrect.',
  ResourceAlreadyExist: 'The specified resource of %s already exists.',
  ResourceNotFound: 'The specified resource of %s is not found.',
  QuotaExceeded: 'The quota of %s is exceeded, usage %s/%s.',
  MissingParam: 'The parameter %s is missing.',
  IllegalParam: 'The param of %s is illegal.',
};

/**
 * An error with the service's own text and HTTP status.
 *
 * @param values what the text names, in order; the part after the dot of the code by default.
 */
export const refuse = (code: string, ...values: readonly (string | number)[]): CloudFault => {
  const [family = '', rest = ''] = code.split(/\.(.*)/s);
  const given = values.length > 0 ? [...values] : [rest];
  const text = TEXTS[code] ?? FAMILIES[family] ?? code;
  const message = text.replace(/%s/g, () => String(given.shift() ?? ''));
  return new CloudFault(code, message, NOT_FOUND.has(code) ? 404 : 400);
};
