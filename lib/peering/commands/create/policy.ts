import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import type { Side } from '../../model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { type PairReader, rangesOf } from '../../network/pair.ts';
import { evaluatePolicy, neededRanges } from '../../policy/evaluate.ts';
import type { PolicySubject, Verdict } from '../../policy/rule.ts';
import { createSubject } from '../../policy/subjects.ts';

/** The ranges of a side; `undefined` where they cannot be read for good. Trouble that passes is thrown. */
const rangesAt = async (pair: PairReader, side: Side): Promise<readonly string[] | undefined> => {
  const read = await pair.vpc(side);
  if (read.ok) return rangesOf(read.value);
  if (classify(read.error).reason !== 'never') throw read.error;
  return undefined;
};

const readRanges = async (
  pair: PairReader,
  sides: readonly Side[],
): Promise<PolicySubject['ranges']> => {
  const ranges = await Promise.all(sides.map((side) => rangesAt(pair, side)));
  return Object.fromEntries(sides.map((side, at) => [side, ranges[at]]));
};

/**
 * Asks policy about a create. VPCs are read only where the verdict hangs on a `cidr` rule. Rejects with
 * `ApiError` while they cannot be read for a reason that passes: a verdict would be a guess.
 */
export const askPolicyOfCreate = async (
  ctx: Context,
  { request, origin }: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Verdict> => {
  const { settings } = ctx;
  const { via } = origin;
  const unread = createSubject(request, settings.accountId, { via });
  const sides = neededRanges(settings, unread);
  if (sides.length === 0) return evaluatePolicy(settings, unread);
  const ranges = await readRanges(pair, sides);
  return evaluatePolicy(settings, createSubject(request, settings.accountId, { via, ranges }));
};
