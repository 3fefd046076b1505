/** Puts texts in the order of their characters' codes: the first `localeCompare` takes 5 ms and 5 MB. */
export const inOrder = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
