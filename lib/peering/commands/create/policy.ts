import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { type PairReader, rangesOf } from '../../network/pair.ts';
import { evaluatePolicy, neededRanges } from '../../policy/evaluate.ts';
import type { Side, Verdict } from '../../policy/rule.ts';
import { createSubject } from '../../policy/subjects.ts';

/**
 * The ranges of a VPC; `undefined` where it cannot be read for good. Trouble that passes is thrown: a verdict
 * out of it would be a guess.
 */
const rangesOfSide = async (
  pair: PairReader,
  side: Side,
): Promise<readonly [Side, readonly string[] | undefined]> => {
  const read = await pair.vpc(side);
  if (!read.ok && classify(read.error).reason !== 'never') throw read.error;
  return [side, read.ok ? rangesOf(read.value) : undefined];
};

/**
 * Asks policy about a create. A VPC is read only where the verdict hangs on its ranges. Rejects with
 * `ApiError` while it cannot be read for a reason that passes.
 */
export const askPolicyOfCreate = async (
  { settings }: Context,
  { request, origin: { via } }: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Verdict> => {
  const subject = createSubject(request, settings.accountId, { via });
  const sides = neededRanges(settings, subject);
  const ranges = await Promise.all(sides.map((side) => rangesOfSide(pair, side)));
  return evaluatePolicy(settings, { ...subject, ranges: Object.fromEntries(ranges) });
};
