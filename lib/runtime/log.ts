import type { Clock, Log, LogLevel } from '../peering/ports.ts';

const SECRET_KEY = /secret|token|signature|authorization|password|credential/i;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // `https://{host}` in a rule is no URL of anybody.
  [/\bhttps?:\/\/[^\s{]\S*/gi, '[url]'],
  [/\b(?:LTAI|STS\.)[A-Za-z0-9.]{8,}/g, '[access key]'],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, '[secret]'],
  [
    /((?:signature|security-?token|accesskeysecret|password)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    '$1[secret]',
  ],
];
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_TEXT = 4_000;
/** Shorter values are words that occur anyway; no key, token or webhook secret is as short. */
const MIN_SECRET = 8;

/** Takes secrets out of what goes into a log line. */
export interface Redactor {
  text(text: string): string;
  /** A value as it may stand in a log: no secrets, no cycles, no BigInt. */
  value(value: unknown): unknown;
}

/** A secret as it stands in texts: itself, and in a query string. Longest first, so that none is cut. */
const formsOf = (secrets: readonly string[]): readonly string[] =>
  [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter(({ length }) => length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);

/**
 * A redactor that knows live secrets by their value, and others by how they look.
 *
 * @param secrets the values of the current credentials and webhook secrets
 */
export const redactorOf = (secrets: readonly string[]): Redactor => {
  const forms = formsOf(secrets);
  const longest = forms[0]?.length ?? 0;

  const text = (given: string): string => {
    const head = given.slice(0, MAX_TEXT + longest);
    const known = forms.reduce((clean, form) => clean.replaceAll(form, '[secret]'), head);
    // The last characters of a text that was cut may be the beginning of a secret.
    const whole = given.length > head.length ? known.slice(0, known.length - longest) : known;
    return PATTERNS.reduce(
      (clean, [pattern, put]) => clean.replace(pattern, put),
      whole.slice(0, MAX_TEXT),
    );
  };

  const ofError = (error: Error, depth: number): Record<string, unknown> => {
    const more = (name: string, as = name) => {
      const found: unknown = Reflect.get(error, name);
      return found === undefined ? {} : { [as]: value(found, depth + 1) };
    };
    return {
      name: text(error.name),
      message: text(error.message),
      ...more('code'),
      ...more('status'),
      ...more('requestId', 'apiRequestId'),
      ...(error.name === 'ApiError' ? {} : { stack: text(error.stack ?? '') }),
    };
  };

  const value = (given: unknown, depth: number): unknown => {
    if (typeof given === 'string') return text(given);
    if (typeof given === 'bigint') return String(given);
    if (typeof given !== 'object' || given === null) return given;
    if (depth >= MAX_DEPTH) return '[deep]';
    if (given instanceof Error) return ofError(given, depth);
    if (Array.isArray(given))
      return given.slice(0, MAX_ITEMS).map((each) => value(each, depth + 1));
    return Object.fromEntries(
      Object.entries(given).map(([key, each]) => [
        text(key),
        SECRET_KEY.test(key) ? '[secret]' : value(each, depth + 1),
      ]),
    );
  };

  return { text, value: (given) => value(given, 0) };
};

/** A text without URLs, keys, tokens and signatures, where the live ones are not known. */
export const redactText: Redactor['text'] = redactorOf([]).text;

/** The values that a log must not show: of the current credentials and of the configuration. */
export const secretsOf = (
  credentials:
    | Readonly<Record<'accessKeyId' | 'accessKeySecret' | 'securityToken', string>>
    | undefined,
  config?: {
    readonly webhookSecrets: readonly string[];
    readonly accepterExternalId?: string | undefined;
  },
): readonly string[] =>
  [
    ...Object.values(credentials ?? {}),
    ...(config?.webhookSecrets ?? []).flatMap((secret) => [secret, secret.replace(/^whsec_/, '')]),
    config?.accepterExternalId ?? '',
  ].filter(Boolean);

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock: Pick<Clock, 'now'>;
  /** Where lines go; standard output by default. */
  readonly write?: (line: string) => void;
  /** On every line: `function`, `requestId` of the invocation. */
  readonly fields: Fields;
  /** Values that no line may hold: the current credentials and webhook secrets. */
  readonly secrets: readonly string[];
}

const logWith = (options: LogOptions, redactor: Redactor): Log => {
  const write = options.write ?? ((line: string) => process.stdout.write(`${line}\n`));
  const at =
    (level: LogLevel) =>
    (msg: string, fields: Fields = {}) => {
      if (RANK[level] < RANK[options.level]) return;
      const time = new Date(options.clock.now()).toISOString();
      const first = { time, level, msg: redactor.text(msg) };
      const own = redactor.value({ ...options.fields, ...fields });
      // First once more: a field of the same name must not hide them.
      write(JSON.stringify(Object.assign({ ...first }, own, first)));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logWith({ ...options, fields: { ...options.fields, ...fields } }, redactor),
  };
};

/** JSON lines: one object a line with time, level, msg and the fields, secrets taken out. */
export const createLog = (options: LogOptions): Log =>
  logWith(options, redactorOf(options.secrets));

let started = false;

/**
 * Logs once per process what it runs on, and what an operator should know of the configuration. The version
 * of Node.js changes under deployed functions.
 */
export const logStart = (log: Log, warnings: readonly string[]): void => {
  if (started) return;
  started = true;
  log.info('Process started', { node: process.version });
  for (const warning of warnings) log.warn(warning);
};
