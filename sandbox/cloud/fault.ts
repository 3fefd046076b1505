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

/** What a table says of a code: its text, and its status where that is not 400. */
type Entry = string | { readonly status: number; readonly message: string };

const read = (entry: Entry) =>
  typeof entry === 'string' ? { status: 400, message: entry } : entry;

/** What the gateway and what lies behind it say; `%s` stands for what the service fills in. */
const RPC: Readonly<Record<string, Entry>> = {
  ...errors.Gateway,
  ...errors.VpcPeer,
  ...errors.Vpc,
};

/** Families of codes that share a text; what follows the dot differs. */
const FAMILIES: Readonly<Record<string, Entry>> = errors.Families;

/**
 * An error with the service's own text and HTTP status.
 *
 * @param values what the text names, in order; the part after the dot of the code by default.
 */
export const refuse = (code: string, ...values: readonly (string | number)[]): CloudFault => {
  const [family = '', rest = ''] = code.split(/\.(.*)/s);
  const given = values.length > 0 ? [...values] : [rest];
  const { status, message } = read(RPC[code] ?? FAMILIES[family] ?? code);
  const text = message.replace(/%s/g, () => String(given.shift() ?? ''));
  return new CloudFault(code, text, status);
};

/** Makes errors of a table; each says the usual thing unless it is told otherwise. */
const from =
  <T extends Readonly<Record<string, Entry>>>(table: T) =>
  (code: keyof T & string, message?: string): CloudFault => {
    const usual = read(table[code] ?? code);
    return new CloudFault(code, message ?? usual.message, usual.status);
  };

export const smqFault = from(errors.Mns);

/**
 * The codes for a missing signature, an old date and an event of one's own on the bus `default` are nowhere
 * documented.
 */
export const eventBridgeFault = from(errors.EventBridge);

/** What a denial of RAM is called; `NoPermission` where a service has no better word for it. */
export const ramFault = from(errors.Ram);
