import type { Settings } from '../settings.ts';
import type { ValidationFacts } from './validate.ts';

/** What the configuration says about valid requests. */
export const validationFacts = ({
  accountId,
  regions,
  defaults,
  name,
}: Settings): ValidationFacts => ({ accountId, regions, defaults, name });
