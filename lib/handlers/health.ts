import { answerHealth, type OwnAnswer, readHealthQuestion } from '../health/own.ts';
import type { OwnHealth } from '../health/port.ts';
import type { Language } from '../peering/errors/types.ts';

/** A sibling waits three seconds for the answer. */
const ANSWER_MS = 2_500;

/**
 * What a function may do with its own role, for the request function that asks; `undefined` for an event that
 * is no health question.
 *
 * @param own the questions
 */
export const handleHealth = async (
  event: Buffer,
  own: (language: Language) => OwnHealth,
): Promise<OwnAnswer | undefined> => {
  const language = readHealthQuestion(event);
  if (language === undefined) return undefined;
  return answerHealth(own(language), ANSWER_MS);
};
