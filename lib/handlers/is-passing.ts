import { treat } from '../peering/errors/treat.ts';
import { ApiError } from '../peering/model/api-error.ts';

/**
 * Whether a hint that could not be followed is worth another try. Something that is not there, or that
 * nobody may see, is not; what no cloud answered with may be a fault that passes.
 */
export const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || treat(error).retry !== 'never';
