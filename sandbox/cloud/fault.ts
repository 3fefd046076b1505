import errors from './errors.json' with { type: 'json' };

/** An error of the cloud; the service that was called puts it into its own form. */
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

  /** The same under another code or status. */
  as({ code = this.code, status = this.status }: { code?: string; status?: number }): CloudFault {
    return new CloudFault(code, this.message, status, this.headers, this.detail);
  }
}

/** Texts of the gateway and of what lies behind it, by code; `%s` stands for what the service fills in. */
const TEXTS: Readonly<Record<string, string>> = {
  ...errors.Gateway,
  ...errors.VpcPeer,
  ...errors.Vpc,
};

/** Codes that answer 404 instead of 400. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId.NotFound',
  'InvalidAction.NotFound',
  'InvalidNextHopId.NotFound',
  'InvalidResourceId.NotFound',
  'InvalidRouteTableId.NotFound',
  'InvalidVpcId.NotFound',
  'OperationFailed.InstanceDismatchCurrentVpc',
]);

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

type Table = Readonly<Record<string, { readonly status: number; readonly message: string }>>;

/** Makes errors of a table; each says the usual thing unless it is told otherwise. */
const from =
  <T extends Table>(table: T) =>
  (code: keyof T & string, message?: string): CloudFault => {
    const { status = 400, message: usual = code } = table[code] ?? {};
    return new CloudFault(code, message ?? usual, status);
  };

export const smqFault = from(errors.Mns);

/**
 * The codes for a missing signature, an old date and an event of one's own on the bus `default` are nowhere
 * documented.
 */
export const eventBridgeFault = from(errors.EventBridge);

/** What RAM's denial is called where a service has no better word for it. */
export const noPermission = (
  message = 'You are not authorized to do this action. You should be authorized by RAM.',
): CloudFault => new CloudFault('NoPermission', message, 403);
