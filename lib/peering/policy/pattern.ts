/**
 * True if the whole value fits the pattern, both in lower case. Each part between two `*` is taken where it
 * is found first, so the work is linear in the value for each part.
 */
export const matchesPattern = (pattern: string, value: string): boolean => {
  const text = value.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};

/** True if some text with this beginning can fit the pattern. */
export const canBeginWith = (pattern: string, beginning: string): boolean => {
  const star = pattern.indexOf('*');
  const fixed = (star < 0 ? pattern : pattern.slice(0, star)).toLowerCase();
  return star < 0
    ? fixed.length > beginning.length && fixed.startsWith(beginning)
    : fixed.startsWith(beginning) || beginning.startsWith(fixed);
};
