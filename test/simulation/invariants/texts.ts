import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { findingsIn, remedyIn } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';

const CHINESE = /\p{Script=Han}/u;

const textsOf = (event: FollowUpEvent): readonly string[] => [
  ...findingsIn(event).flatMap(({ detail, remedy }) => [detail, remedy]),
  ...[remedyIn(event)].flatMap((remedy) => remedy ?? []),
];

/** Texts of ours that are not in the language of the deployment. */
export const wrongLanguage = (
  { settings }: Simulation,
  events: readonly FollowUpEvent[],
): readonly string[] =>
  events.flatMap((event) =>
    textsOf(event)
      .filter((each) => CHINESE.test(each) !== (settings.language === 'zh'))
      .map((each) => `${event.id} says in another language than ${settings.language}: ${each}`),
  );
