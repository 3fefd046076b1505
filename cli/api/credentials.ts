export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/** One place where credentials may be found. */
export interface CredentialSource {
  /** For people: a file, or the names of variables. */
  readonly name: string;
  /** Resolves with credentials, or with the reason why there are none. Never rejects. */
  find(): Promise<Credentials | { readonly missing: string }>;
}

export type FoundCredentials =
  | { readonly ok: true; readonly credentials: Credentials; readonly source: string }
  | { readonly ok: false; readonly looked: readonly string[] };

/** The first source that has credentials wins; without any, says where it looked and why in vain. */
export const findCredentials = async (
  sources: readonly CredentialSource[],
): Promise<FoundCredentials> => {
  const looked: string[] = [];
  for (const { name, find } of sources) {
    const found = await find();
    if (!('missing' in found)) return { ok: true, credentials: found, source: name };
    looked.push(`${name}: ${found.missing}`);
  }
  return { ok: false, looked };
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Access key from the variables that every Alibaba Cloud tool reads; blanks around values are dropped. */
export const fromEnvironment = (env: Environment): CredentialSource => ({
  name: 'environment (ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET)',
  find: async () => {
    const accessKeyId = env.ALIBABA_CLOUD_ACCESS_KEY_ID?.trim();
    const accessKeySecret = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET?.trim();
    const securityToken = env.ALIBABA_CLOUD_SECURITY_TOKEN?.trim();
    if (!accessKeyId && !accessKeySecret) return { missing: 'not set' };
    if (!accessKeyId || !accessKeySecret) return { missing: 'only one of the two is set' };
    return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
  },
});
