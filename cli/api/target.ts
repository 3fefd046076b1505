import { homedir } from 'node:os';
import { wrongUsage } from '../exit.ts';
import { type CredentialSource, fromEnvironment } from './credentials.ts';
import { fromCliProfile, fromCredentialsFile, fromInstanceRole } from './profiles.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which deployment is called, and as whom. */
export interface Target {
  /** Ends with a slash; paths of the API are relative to it. */
  readonly base: URL;
  /** Where credentials are looked for, in this order. */
  readonly sources: readonly CredentialSource[];
  /** A sandbox, which takes calls without a signature. */
  readonly isLocal: boolean;
  /** For a custom domain that asks for a bearer token instead of a signature. */
  readonly token: string | undefined;
}

export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

const parse = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw wrongUsage(`“${text}” is not an http or https URL`);
};

/** All places of the standard chain; for a sandbox on loopback only the environment. */
const sourcesFor = (
  isLocal: boolean,
  env: Environment,
  profile: string | undefined,
): readonly CredentialSource[] => {
  const chosen = profile ?? env.ALIBABA_CLOUD_PROFILE;
  if (isLocal && chosen === undefined) return [fromEnvironment(env)];
  const files = [
    fromCliProfile(homedir(), chosen),
    fromCredentialsFile(homedir(), env, chosen),
    fromInstanceRole(env),
  ];
  // A profile that was asked for by name comes before keys that happen to be set.
  return profile === undefined ? [fromEnvironment(env), ...files] : files;
};

/** Every source of credentials, for calls of the cloud itself. */
export const cloudSources = (
  env: Environment,
  profile: string | undefined,
): readonly CredentialSource[] => sourcesFor(false, env, profile);

/**
 * Reads where to call. Throws `CommandError` if nothing or something wrong was given.
 *
 * @param options `--endpoint` and `--profile` of the command line
 */
export const targetOf = (
  options: { readonly endpoint?: string | undefined; readonly profile?: string | undefined },
  env: Environment,
): Target => {
  const given = options.endpoint ?? env.PEERFLOW_URL;
  if (!given)
    throw wrongUsage('Which Peerflow? Give its URL with --endpoint or PEERFLOW_URL.', [
      'A deployment: the URL of the HTTP trigger that `s deploy` prints.',
      'The sandbox: `npm start`, then --endpoint http://127.0.0.1:9000',
    ]);
  const base = parse(given);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const isLocal = isLoopback(base);
  const sources = sourcesFor(isLocal, env, options.profile);
  return { base, sources, isLocal, token: env.PEERFLOW_TOKEN?.trim() || undefined };
};
