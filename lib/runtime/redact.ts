const SECRET_KEY = /secret|token|signature|authorization|password|credential/i;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bhttps?:\/\/\S+/gi, '[url]'],
  [/\b(?:LTAI|STS\.)[A-Za-z0-9.]{8,}/g, '[access key]'],
  [
    /((?:signature|security-?token|accesskeysecret|password)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    '$1[secret]',
  ],
];
const MAX_DEPTH = 8;
const MAX_TEXT = 4_000;

/** A text without URLs, keys, tokens and signatures. */
export const redactText = (text: string): string =>
  PATTERNS.reduce((clean, [pattern, put]) => clean.replace(pattern, put), text.slice(0, MAX_TEXT));

const ofError = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: redactText(error.message),
  ...('code' in error ? { code: error.code } : {}),
  ...('status' in error && error.status !== undefined ? { status: error.status } : {}),
  ...('requestId' in error && error.requestId !== undefined
    ? { apiRequestId: error.requestId }
    : {}),
  ...(error.name === 'ApiError' ? {} : { stack: redactText(error.stack ?? '') }),
});

/** A value as it may stand in a log: no secrets, no cycles, no BigInt. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return ofError(value);
  if (Array.isArray(value)) return value.slice(0, 100).map((each) => redact(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      SECRET_KEY.test(key) ? '[secret]' : redact(each, depth + 1),
    ]),
  );
};
