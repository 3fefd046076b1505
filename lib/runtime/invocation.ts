import * as v from 'valibot';

const text = v.fallback(v.string(), '');

/** The parts of Function Compute's `context` that matter here; everything else may come and go. */
const contextSchema = v.object({
  requestId: text,
  region: text,
  accountId: text,
  credentials: v.fallback(
    v.object({ accessKeyId: text, accessKeySecret: text, securityToken: text }),
    { accessKeyId: '', accessKeySecret: '', securityToken: '' },
  ),
  function: v.fallback(
    v.object({
      name: text,
      timeout: v.fallback(
        v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.minValue(1)),
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
  const accessKeyId = env.ALIBABA_CLOUD_ACCESS_KEY_ID;
  const accessKeySecret = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET;
  if (!accessKeyId || !accessKeySecret)
    return { credentials: undefined, credentialSource: undefined };
  const securityToken = env.ALIBABA_CLOUD_SECURITY_TOKEN ?? '';
  return {
    credentials: { accessKeyId, accessKeySecret, securityToken },
    credentialSource: 'environment',
  };
};

/** Reads a context of any shape; never throws. */
export const readInvocation = (context: unknown, env: Env): Invocation => {
  const object = typeof context === 'object' && context !== null ? context : {};
  const parsed = v.parse(contextSchema, object);
  return {
    requestId: parsed.requestId,
    region: parsed.region || (env.FC_REGION ?? ''),
    accountId: parsed.accountId || (env.FC_ACCOUNT_ID ?? ''),
    functionName: parsed.function.name || (env.FC_FUNCTION_NAME ?? ''),
    timeoutSeconds: parsed.function.timeout,
    ...credentialsOf(parsed.credentials, env),
  };
};
