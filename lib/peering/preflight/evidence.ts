/** Entries that a finding lists. */
const MAX_LISTED = 50;

/** A bounded list under its name, and how many there are. */
export const listed = (name: string, items: readonly unknown[]) => ({
  [name]: items.slice(0, MAX_LISTED),
  count: items.length,
});

/** What follows the first of several. */
export const andMore = (items: readonly unknown[]): string =>
  items.length > 1 ? ` and ${items.length - 1} more` : '';
