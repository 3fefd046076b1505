/** How one file of an SDK is shortened or mended on its way into a bundle. */
export interface Cut {
  readonly file: RegExp;
  /** The new source, or `undefined` when the old one is not what was assumed. */
  readonly cut: (source: string) => string | undefined;
  /** What was assumed of it. */
  readonly because: string;
}

/** The result, or `undefined` unless every text stands in the source. */
export const given = <T>(
  source: string,
  texts: readonly string[],
  result: () => T,
): T | undefined => (texts.every((text) => source.includes(text)) ? result() : undefined);

/** The source itself, or `undefined` when it uses more of a module than its stand-in has. */
export const usingOnly = (
  source: string,
  variable: string,
  members: readonly string[],
): string | undefined => {
  const used = [...source.matchAll(new RegExp(`(?<![\\w$.])${variable}\\.(\\w+)`, 'g'))];
  return used.length > 0 && used.every(([, name]) => members.includes(name ?? ''))
    ? source
    : undefined;
};
