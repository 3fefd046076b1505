import { type Facts, isGood } from './facts.ts';
import type { Sent } from './sent.ts';
import type { HttpAnswer } from './user/http.ts';

interface Finding {
  readonly pointer?: unknown;
  readonly detail?: unknown;
}

const findingsOf = ({ body }: HttpAnswer): readonly Finding[] =>
  Array.isArray(body.errors) ? body.errors : [];

/** Why a request was refused: the problem document in lines, with every finding. */
export const refusalLines = (name: string, answer: HttpAnswer): readonly string[] => {
  const { status, body } = answer;
  return [
    `${name}: HTTP ${status} ${String(body.code ?? '')}: ${String(body.detail ?? body.errorMessage ?? body.text ?? '')}`,
    ...findingsOf(answer).map(
      ({ pointer, detail }) => `  ${String(pointer) || '/'} ${String(detail)}`,
    ),
    ...(body.remedy ? [`  What to do: ${String(body.remedy)}`] : []),
  ];
};

/** True for a request that HTTP refused: no event will tell of it. */
export const isRefused = ({ answer }: Sent): boolean => (answer?.status ?? 0) >= 400;

/** What is wrong with the outcome; empty when every expected event arrived everywhere. */
export const complaints = (sent: readonly Sent[], facts: Facts): readonly string[] =>
  sent.flatMap((each) => {
    if (each.answer && isRefused(each)) return refusalLines(each.name, each.answer);
    const fact = facts.of(each.requestId);
    const missing = facts.missing(each.requestId).join(' and on the ');
    if (!fact) return [`${each.name}: no event on the ${missing} told how it ended`];
    const { event } = fact;
    return isGood(event) ? [] : [`${each.name}: ended in ${event.type} (${event.id})`];
  });
