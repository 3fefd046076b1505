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

export const fault = {
  status: (code: string, what: string, status: string) =>
    new CloudFault(code, `The status of ${what} [${status}] is incorrect.`),
  business: (code: string, what: string, status: string) =>
    new CloudFault(code, `The business status of ${what} [${status}] is incorrect.`),
  exists: (code: string, what: string) =>
    new CloudFault(code, `The specified resource of ${what} already exists.`),
  notFound: (code: string, what: string) =>
    new CloudFault(code, `The specified resource of ${what} is not found.`),
  quota: (code: string, what: string, used: number, most: number) =>
    new CloudFault(code, `The quota of ${what} is exceeded, usage ${used}/${most}.`),
  missing: (name: string) =>
    new CloudFault('MissingParameter', `The parameter ${name} is missing.`),
  illegal: (name: string) =>
    new CloudFault(`IllegalParam.${name}`, `The param of ${name} is illegal.`),
  dryRun: () => new CloudFault('DryRunOperation', 'The operation DryRun verifies success.'),
};
