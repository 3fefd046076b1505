import type { TablePattern } from '../peering/routes/plan/tables.ts';

/** One word of `PEERFLOW_ROUTE_TABLES`: the id of a route table, or a tag `key=value`. */
export const parseTablePattern = (word: string): TablePattern | { readonly fault: string } => {
  const at = word.indexOf('=');
  if (at > 0) return { key: word.slice(0, at), value: word.slice(at + 1) };
  return /^vtb-[A-Za-z0-9-]+$/.test(word)
    ? { routeTableId: word }
    : { fault: `holds what is neither the id of a route table nor a tag key=value: ${word}` };
};
