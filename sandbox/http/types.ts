/** One HTTP request as every emulated service sees it: nothing parsed that a signature needs raw. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly url: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Set by a fault rule: how many entries of a batch, from its beginning, the service fails. */
  readonly failEntries?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An emulated service answers the requests that are its own and passes on the rest with `undefined`. */
export type Service = (request: HttpRequest) => Promise<HttpAnswer | undefined>;
