import { distance } from 'fastest-levenshtein';
import type { RequestFinding } from '../model/failure.ts';
import { MAX_FINDINGS, pointerTo } from './findings.ts';

type Body = Readonly<Record<string, unknown>>;

/** The name of the SDKs for a name of the API reference: `VpcId` is `vpcId`. */
export const camel = (key: string): string => key.charAt(0).toLowerCase() + key.slice(1);

const nearest = (key: string, known: readonly string[]): { name: string; isNear: boolean } => {
  const word = key.slice(0, 64).toLowerCase();
  const [{ name, far } = { name: '', far: 0 }] = known
    .map((each) => ({ name: each, far: distance(word, each.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return { name, isNear: far <= Math.max(2, Math.floor(word.length / 3)) };
};

const unknownField = (key: string, known: readonly string[], owner?: string): string => {
  if (owner) return `is a field of ${owner}, not of this action`;
  const { name, isNear } = nearest(key, known);
  return isNear
    ? `is not a field of a request; did you mean ${name}?`
    : `is not a field of a request; the nearest one is ${name}`;
};

/** How names are judged. */
export interface Names {
  readonly known: readonly string[];
  /** Actions that know a field which this one does not. */
  readonly ownerOf: (field: string) => string | undefined;
  /** JSON pointer of the object. */
  readonly at?: string;
}

/**
 * Both spellings of the API's names (camelCase of the SDKs, PascalCase of the reference) become one;
 * both at once, and unknown names, are findings. `null` counts as absent.
 */
export const spell = (
  body: Body,
  { known, ownerOf, at = '' }: Names,
): { readonly fields: Body; readonly findings: readonly RequestFinding[] } => {
  const fields = new Map<string, unknown>();
  const findings: RequestFinding[] = [];
  const find = (key: string, detail: () => string): void => {
    // Beyond those that are listed they are only counted: finding near names takes time.
    const isListed = findings.length < MAX_FINDINGS;
    findings.push({
      pointer: isListed ? at + pointerTo(key) : at,
      detail: isListed ? detail() : '',
    });
  };
  for (const [key, value] of Object.entries(body)) {
    const name = camel(key);
    if (!known.includes(name)) find(key, () => unknownField(key, known, ownerOf(name)));
    else if (fields.has(name)) find(key, () => `is given twice, as ${name} and in PascalCase`);
    else if (value !== null) fields.set(name, value);
  }
  return { fields: Object.fromEntries(fields), findings };
};
