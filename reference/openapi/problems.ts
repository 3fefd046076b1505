import { httpStatusOf, remedyFor } from '../../lib/peering/errors/failure.ts';
import { ownCodes, serviceCodes } from '../../lib/peering/errors/table.ts';
import { CATEGORIES, type Category } from '../../lib/peering/model/failure.ts';
import type { Part } from './refs.ts';

/** A kind of problem: a code, or a family of codes with a `*`. */
export interface Kind {
  readonly code: string;
  readonly category: Category;
  readonly remedy: string;
}

const KINDS: readonly Kind[] = [...ownCodes(), ...serviceCodes()].map(([code, { category }]) => ({
  code,
  category,
  remedy: remedyFor({ code }, category, 'en'),
}));

/** The remedy of a code that the table of errors knows. */
export const knownRemedy = (code: string): string =>
  KINDS.find((kind) => kind.code === code)?.remedy ?? '';

/** What the `type` of every problem leads to: known codes, families with a `*`, and the rest by category. */
export const problemTypes = (): Part => ({
  ...Object.fromEntries(
    CATEGORIES.map((category) => [
      category,
      {
        status: httpStatusOf('', category),
        category,
        remedy: remedyFor({ code: '' }, category, 'en'),
      },
    ]),
  ),
  ...Object.fromEntries(
    KINDS.map(({ code, category, remedy }) => [
      code,
      { status: httpStatusOf(code, category), category, remedy },
    ]),
  ),
});
