import * as v from 'valibot';
import type { Clock, Deadline } from '../peering/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `node:timers/promises`: a module more that every cold start would compile.
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, ms));
    }),
};

const MARGIN_SHARE = 0.1;
const MAX_MARGIN_MS = 5_000;

/**
 * What is left of an invocation. Function Compute passes the timeout (seconds) but not the time left,
 * and kills the instance when it is over, so a tenth of it (at most 5 s) is kept back.
 */
export const deadlineOf = (clock: Clock, startedAt: number, timeoutSeconds: number): Deadline => {
  const timeout = timeoutSeconds * 1000;
  const end = startedAt + timeout - Math.min(timeout * MARGIN_SHARE, MAX_MARGIN_MS);
  return { remaining: () => Math.max(0, end - clock.now()) };
};

const text = v.fallback(v.pipe(v.string(), v.trim()), '');

/** A day: the longest that Function Compute lets a function run. */
const MAX_TIMEOUT_S = 86_400;

/** The parts of Function Compute's `context` that matter here; everything else may come and go. */
const contextSchema = v.object({
  requestId: text,
  region: text,
  accountId: text,
  credentials: v.fallback(
    v.object({ accessKeyId: text, accessKeySecret: text, securityToken: text }),
    { accessKeyId: '', accessKeySecret: '', securityToken: '' },
  ),
  service: v.fallback(v.object({ qualifier: text }), { qualifier: '' }),
  function: v.fallback(
    v.object({
      name: text,
      timeout: v.fallback(
        v.pipe(
          v.union([v.number(), v.string()]),
          v.transform(Number),
          v.minValue(1),
          v.maxValue(MAX_TIMEOUT_S),
        ),
        60,
      ),
    }),
    { name: '', timeout: 60 },
  ),
});

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Empty for a long-lived access key. */
  readonly securityToken: string;
}

/** One invocation as Function Compute describes it; the environment fills in what the context lacks. */
export interface Invocation {
  readonly requestId: string;
  readonly region: string;
  readonly accountId: string;
  readonly functionName: string;
  /** The alias or version that was invoked, where Function Compute names one; absent for LATEST. */
  readonly qualifier?: string | undefined;
  readonly timeoutSeconds: number;
  /** Absent where neither context nor environment has any. */
  readonly credentials: Credentials | undefined;
  readonly credentialSource: CredentialSource | undefined;
}

/** `context`: the role of the function; `environment`: ALIBABA_CLOUD_ACCESS_KEY_ID and its kin. */
export type CredentialSource = 'context' | 'environment';

type Env = Readonly<Record<string, string | undefined>>;

interface Found {
  readonly credentials: Credentials | undefined;
  readonly credentialSource: CredentialSource | undefined;
}

const credentialsOf = (given: Credentials, env: Env): Found => {
  if (given.accessKeyId && given.accessKeySecret)
    return { credentials: given, credentialSource: 'context' };
  // Trimmed: a line feed that a shell left at the end would make every signature wrong.
  const accessKeyId = env.ALIBABA_CLOUD_ACCESS_KEY_ID?.trim();
  const accessKeySecret = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET?.trim();
  if (!accessKeyId || !accessKeySecret)
    return { credentials: undefined, credentialSource: undefined };
  const securityToken = env.ALIBABA_CLOUD_SECURITY_TOKEN?.trim() ?? '';
  return {
    credentials: { accessKeyId, accessKeySecret, securityToken },
    credentialSource: 'environment',
  };
};

const qualifierOf = (given: string): string | undefined =>
  given === '' || given === 'LATEST' ? undefined : given;

/** Reads a context of any shape; never throws. */
export const readInvocation = (context: unknown, env: Env): Invocation => {
  const object = typeof context === 'object' && context !== null ? context : {};
  const parsed = v.parse(contextSchema, object);
  return {
    requestId: parsed.requestId,
    region: parsed.region || (env.FC_REGION?.trim() ?? ''),
    accountId: parsed.accountId || (env.FC_ACCOUNT_ID?.trim() ?? ''),
    functionName: parsed.function.name || (env.FC_FUNCTION_NAME?.trim() ?? ''),
    qualifier: qualifierOf(parsed.service.qualifier || (env.FC_QUALIFIER?.trim() ?? '')),
    timeoutSeconds: parsed.function.timeout,
    ...credentialsOf(parsed.credentials, env),
  };
};
