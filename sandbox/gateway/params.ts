import type { HttpRequest } from '../http/types.ts';

/** Parameters come from the query or the form, whichever a client chose. */
export const paramsOf = ({ headers, body, query }: HttpRequest): Record<string, string> => {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(body.toString('utf8')) : [];
  return Object.fromEntries([...query, ...form]);
};
