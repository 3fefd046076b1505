import { isOwnCode } from '../peering/errors/own.ts';
import { patternOf } from '../peering/errors/treat.ts';
import { HTTP_STATUS } from '../peering/errors/types.ts';
import type { Category } from '../peering/model/failure.ts';

/** Codes whose HTTP status their category does not give. */
const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map([
  ['IdempotencyKeyReused', 422],
  ['MethodNotAllowed', 405],
  ['UnsupportedMediaType', 415],
  ['TooLarge', 413],
  ['NotConfigured', 503],
]);

/** The HTTP status of a failure. */
export const statusOf = (code: string, category: Category): number =>
  STATUS_BY_CODE.get(code) ?? HTTP_STATUS[category];

/** Where the OpenAPI document describes the kinds of problems, one entry each. */
export const PROBLEM_TYPES = 'x-problem-types';

/** The entry that describes a code: its own, that of its family, or that of its category. */
const entryOf = (code: string, category: Category): string =>
  isOwnCode(code) || STATUS_BY_CODE.has(code) ? code : (patternOf(code) ?? category);

/** A reference that leads to the description of a problem, at this very API. */
export const problemType = (code: string, category: Category): string =>
  `/openapi.json#/${PROBLEM_TYPES}/${entryOf(code, category)}`;
