import { distance } from 'fastest-levenshtein';
import type { RequestFinding } from '../model/failure.ts';

type Body = Readonly<Record<string, unknown>>;

const camel = (key: string): string => key.charAt(0).toLowerCase() + key.slice(1);
/** JSON pointer token (RFC 6901). */
const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const nearest = (key: string, known: readonly string[]): string | undefined => {
  const near = known
    .map((each) => ({ each, far: distance(key.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(2, Math.floor(key.length / 3)) ? near.each : undefined;
};

const unknownField = (key: string, known: readonly string[], owner?: string): string => {
  if (owner) return `is a field of ${owner}, not of this action`;
  const near = nearest(key.slice(0, 64), known);
  return near ? `is no field of a request; did you mean ${near}?` : 'is no field of a request';
};

/**
 * Both spellings of the API's names (camelCase of the SDKs, PascalCase of the reference) become one;
 * both at once, and names nobody knows, are findings. `null` counts as absent.
 */
export const spell = (
  body: Body,
  known: readonly string[],
  ownerOf: (field: string) => string | undefined,
  at = '',
): { readonly fields: Body; readonly findings: readonly RequestFinding[] } => {
  const fields: Record<string, unknown> = Object.create(null);
  const findings: RequestFinding[] = [];
  for (const key of Object.keys(body)) {
    const name = camel(key);
    const pointer = `${at}/${token(key.slice(0, 128))}`;
    if (body[key] === null) continue;
    if (!known.includes(name))
      findings.push({ pointer, detail: unknownField(key, known, ownerOf(name)) });
    else if (Object.hasOwn(fields, name))
      findings.push({ pointer, detail: `is given twice, as ${name} and in PascalCase` });
    else fields[name] = body[key];
  }
  return { fields: { ...fields }, findings };
};
