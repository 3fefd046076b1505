import type { Settings } from '../settings.ts';
import { evaluatePolicy, neededRanges } from './evaluate.ts';
import type { PolicySubject } from './rule.ts';

/** The name of before, for callers that are about to go. */
export const judge = evaluatePolicy;

/** True if the verdict depends on ranges: see `neededRanges`. */
export const hangsOnCidrs = (
  settings: Pick<Settings, 'policy' | 'accountId'>,
  subject: PolicySubject,
): boolean => neededRanges(settings, subject).length > 0;
