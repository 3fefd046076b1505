import type { Facts } from './await-facts.ts';
import { isGood } from './await-facts.ts';
import type { Sent } from './send.ts';

interface Finding {
  readonly pointer?: unknown;
  readonly detail?: unknown;
}

const findingsOf = (answer: Sent['answer']): readonly Finding[] =>
  Array.isArray(answer.errors) ? answer.errors : [];

/** Why a request was refused: the problem document in lines, with every finding. */
export const refusalLines = ({ name, status, answer }: Sent): readonly string[] => [
  `${name}: HTTP ${status} ${String(answer.code ?? '')}: ${String(answer.detail ?? answer.errorMessage ?? answer.text ?? '')}`,
  ...findingsOf(answer).map(
    ({ pointer, detail }) => `  ${String(pointer) || '/'} ${String(detail)}`,
  ),
  ...(answer.remedy ? [`  What to do: ${String(answer.remedy)}`] : []),
];

/** What is wrong with the outcome; empty when every expected event arrived. */
export const complaints = (sent: readonly Sent[], facts: Facts): readonly string[] =>
  sent.flatMap((each) => {
    if (each.status >= 400) return refusalLines(each);
    const event = facts.settled.get(each.requestId);
    if (!event) return [`${each.name}: no event told how it ended`];
    return isGood(event) ? [] : [`${each.name}: ended in ${event.type} (${event.id})`];
  });
