import * as v from 'valibot';
import { type Problem, problem } from '../../page/model/contract.ts';
import { CommandError } from '../exit.ts';
import { type Credentials, findCredentials } from './credentials.ts';
import { signed } from './sign.ts';
import type { Target } from './target.ts';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with query, relative to the base, without a slash in front. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Response {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or undefined where the body is not JSON. */
  readonly json: unknown;
}

/** An answer of 400 and above. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, document: Problem, retryAfterMs?: number) {
    super(document.detail || document.title || `HTTP ${status}`);
    this.status = status;
    this.problem = document;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface ApiClient {
  readonly target: Target;
  /** Any answer. Throws `CommandError` if there is no answer or no credentials are found. */
  send(request: Request): Promise<Response>;
  /** A good answer as the schema makes it. Throws `ApiProblem` for 400 and above. */
  call<S extends v.GenericSchema>(request: Request, schema: S): Promise<v.InferOutput<S>>;
}

export interface ClientDeps {
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly language: string;
}

const TIMEOUT_MS = 30_000;

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
};

const unreachable = ({ base, isLocal }: Target, error: unknown): CommandError =>
  new CommandError(`${base.origin} cannot be reached (${causeOf(error)})`, {
    hints: [
      isLocal
        ? 'Is the sandbox running? `npm start` starts it.'
        : 'Check the URL and your network.',
    ],
  });

const retryAfterOf = (headers: Headers): number | undefined => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Function Compute answers some calls itself, in a form of its own. */
const platformProblem = v.object({
  Code: v.optional(v.string()),
  code: v.optional(v.string()),
  Message: v.optional(v.string()),
  message: v.optional(v.string()),
  RequestId: v.optional(v.string()),
});

const problemOf = ({ status, json }: Response): Problem => {
  const own = v.safeParse(problem, json);
  if (own.success && own.output.code !== '' && own.output.title !== '') return own.output;
  const platform = v.safeParse(platformProblem, json);
  const { Code, code, Message, message, RequestId } = platform.success ? platform.output : {};
  return v.parse(problem, {
    title: `HTTP ${status}`,
    status,
    code: Code ?? code ?? '',
    detail: Message ?? message ?? '',
    apiRequestId: RequestId,
    retryable: status === 429 || status >= 500,
    remedy:
      status === 401 || status === 403
        ? 'Check the access key and that its user may invoke the request function (fc:InvokeFunction).'
        : '',
  });
};

const credentialsFor = async (target: Target): Promise<Credentials | undefined> => {
  const found = await findCredentials(target.sources);
  if (found.ok) return found.credentials;
  if (target.isLocal) return undefined;
  throw new CommandError('No credentials were found to sign the call with', {
    hints: ['Looked in:', ...found.looked.map((line) => `  ${line}`)],
  });
};

/** A sandbox without signatures takes whoever reaches it for known, which a deep health check asks for. */
const UNSIGNED = { authorization: 'Unsigned' };

/** The HTTP API of one deployment, signed as it asks for. */
export const createClient = (target: Target, deps: ClientDeps): ApiClient => {
  let credentials: Promise<Credentials | undefined> | undefined;

  const headersFor = async (url: URL, request: Request): Promise<Record<string, string>> => {
    const headers = {
      accept: 'application/json',
      'accept-language': deps.language,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    };
    if (target.token) return { ...headers, authorization: `Bearer ${target.token}` };
    credentials ??= credentialsFor(target);
    const key = await credentials;
    return key
      ? signed({ method: request.method, url, headers }, key, deps.now())
      : { ...headers, ...UNSIGNED };
  };

  const send = async (request: Request): Promise<Response> => {
    const url = new URL(request.path, target.base);
    const headers = await headersFor(url, request);
    try {
      const response = await deps.fetch(url, {
        method: request.method,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      const json = parseJson(await response.text());
      return { status: response.status, headers: response.headers, json };
    } catch (error) {
      throw unreachable(target, error);
    }
  };

  const call: ApiClient['call'] = async (request, schema) => {
    const response = await send(request);
    if (response.status >= 400)
      throw new ApiProblem(response.status, problemOf(response), retryAfterOf(response.headers));
    const read = v.safeParse(schema, response.json);
    if (read.success) return read.output;
    throw new CommandError(`${target.base.origin} does not answer as Peerflow does`, {
      hints: [
        `${request.method} /${request.path} answered ${response.status} with something else.`,
      ],
    });
  };

  return { target, send, call };
};
