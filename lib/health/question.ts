import * as v from 'valibot';
import type { Language } from '../peering/errors/types.ts';

const question = v.object({
  peerflow: v.literal('health'),
  language: v.optional(v.picklist(['en', 'zh']), 'en'),
});

/** The whole event with which the request function asks a sibling how it is. */
export const healthQuestion = (language: Language): string =>
  JSON.stringify({ peerflow: 'health', language } satisfies v.InferInput<typeof question>);

/** Far longer than a question is. */
const MAX_BYTES = 200;

/** The language of a question; `undefined` for any other event. */
export const readHealthQuestion = (event: Buffer): Language | undefined => {
  if (event.length > MAX_BYTES || !event.includes('"health"')) return undefined;
  try {
    const parsed = v.safeParse(question, JSON.parse(event.toString('utf8')));
    return parsed.success ? parsed.output.language : undefined;
  } catch {
    return undefined;
  }
};
