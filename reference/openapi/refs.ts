/** A part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export type Section = 'schemas' | 'responses' | 'parameters' | 'headers';

export const ref = (section: Section, name: string): Part => ({
  $ref: `#/components/${section}/${name}`,
});

export const JSON_TYPE = 'application/json';
export const PROBLEM_TYPE = 'application/problem+json';

/** Header components, by their names on the wire. */
export const HEADER_NAMES = {
  RequestId: 'X-Request-Id',
  RetryAfter: 'Retry-After',
  Location: 'Location',
  Allow: 'Allow',
  ETag: 'ETag',
  ContentLanguage: 'Content-Language',
  CreateLocation: 'Location',
  CreateRetryAfter: 'Retry-After',
  Accept: 'Accept',
  AcceptPatch: 'Accept-Patch',
  AcceptEncoding: 'Accept-Encoding',
} as const;
export type HeaderName = keyof typeof HEADER_NAMES;
