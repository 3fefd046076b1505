import { patternOf } from '../peering/errors/classify.ts';
import type { Category } from '../peering/model/failure.ts';

/** Where the OpenAPI document describes the kinds of problems, one entry each. */
export const PROBLEM_TYPES = 'x-problem-types';

/**
 * A reference to the description of a problem, at this very API: the entry of its code, that of its family,
 * or that of its category.
 */
export const problemType = (code: string, category: Category): string =>
  `/openapi.json#/${PROBLEM_TYPES}/${patternOf(code) ?? category}`;
