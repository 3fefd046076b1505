import type { Ask } from '../ask.ts';
import { checkDestination, checkSpelling } from './destination.ts';
import { checkNextHops } from './next-hop.ts';
import { checkQuota, checkStable, checkTable, checkUnique } from './place.ts';
import { checkTexts } from './texts.ts';

type Check = (ask: Ask) => void;

/** What a call is asked before anything is looked at. */
const SPELLING: readonly Check[] = [checkTexts, checkSpelling, checkTable];

/** What the state of the cloud has to say. */
const STATE: readonly Check[] = [
  checkStable,
  checkDestination,
  checkNextHops,
  checkUnique,
  checkQuota,
];

export const checkAsked = (ask: Ask): void => {
  for (const check of SPELLING) check(ask);
};

export const checkPossible = (ask: Ask): void => {
  for (const check of STATE) check(ask);
};
