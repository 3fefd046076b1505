import { httpFailures } from '../../lib/http/problem.ts';
import { statusOf } from '../../lib/http/problem-type.ts';
import { ownCodes } from '../../lib/peering/errors/own.ts';
import { BY_CATEGORY_EN } from '../../lib/peering/errors/remedies/en.ts';
import { remedyFor } from '../../lib/peering/errors/remedies/remedy.ts';
import { TABLE } from '../../lib/peering/errors/table.ts';
import { ApiError } from '../../lib/peering/model/api-error.ts';
import { CATEGORIES, type Category } from '../../lib/peering/model/failure.ts';
import type { Part } from './refs.ts';

/** A kind of problem: a code, or a family of codes ending in `*`. */
export interface Kind {
  readonly code: string;
  readonly category: Category;
  readonly remedy: string;
}

/** The catalogue knows remedies by the errors that calls fail with. */
const remedyOf = (code: string, category: Category): string =>
  remedyFor(new ApiError({ kind: 'api', operation: '', code, message: '' }), category, 'en');

/** The kinds that no call failed with. */
export const ownKinds = (): readonly Kind[] => [
  ...ownCodes().map(([code, category, remedy]) => ({ code, category, remedy })),
  httpFailures.methodNotAllowed('', ''),
  httpFailures.unsupportedMediaType(''),
  httpFailures.tooLarge(0),
];

const KINDS: readonly Kind[] = [
  ...TABLE.map(([code, category]) => ({ code, category, remedy: remedyOf(code, category) })),
  ...ownKinds(),
];

/** The remedy of a code that Peerflow or the catalogue knows. */
export const knownRemedy = (code: string): string =>
  KINDS.find((kind) => kind.code === code)?.remedy ?? '';

/** What the `type` of every problem leads to: known codes, families ending in `*`, and the rest by category. */
export const problemTypes = (): Part => ({
  ...Object.fromEntries(
    CATEGORIES.map((category) => [
      category,
      { status: statusOf('', category), category, remedy: BY_CATEGORY_EN[category] },
    ]),
  ),
  ...Object.fromEntries(
    KINDS.map(({ code, category, remedy }) => [
      code,
      { status: statusOf(code, category), category, remedy },
    ]),
  ),
});
