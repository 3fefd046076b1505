import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/own.ts';
import { treat } from '../../errors/treat.ts';
import type { Failure } from '../../model/failure.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import { type PairReader, rangesOf } from '../../network/pair.ts';
import { hangsOnCidrs, judge } from '../../policy/judge.ts';
import type { Verdict } from '../../policy/rule.ts';
import { policySubjectOfCreate } from '../../policy/subject.ts';

/**
 * The ranges of both VPCs; `undefined` where one of them cannot be read for good. Trouble that passes
 * is thrown: a verdict out of it would be a guess.
 */
const cidrsOf = async (pair: PairReader): Promise<readonly string[] | undefined> => {
  const [requester, accepter] = await Promise.all([pair.vpc('requester'), pair.vpc('accepter')]);
  for (const read of [requester, accepter])
    if (!read.ok && treat(read.error).retry !== 'never') throw read.error;
  if (!requester.ok || !accepter.ok) return undefined;
  return [...rangesOf(requester.value), ...rangesOf(accepter.value)];
};

/**
 * Asks policy about a create. VPCs are read only where the verdict hangs on a `cidr` rule. Rejects with
 * `ApiError` while they cannot be read for a reason that passes.
 */
export const judgeCreate = async (
  ctx: Context,
  { request }: Asked<CreateRequest>,
  pair: PairReader,
): Promise<Verdict> => {
  const { accountId } = ctx.settings;
  const subject = policySubjectOfCreate(request, accountId);
  if (!hangsOnCidrs(ctx.settings, subject)) return judge(ctx.settings, subject);
  return judge(ctx.settings, policySubjectOfCreate(request, accountId, await cidrsOf(pair)));
};

/** What a create that policy does not allow is told. */
export const policyDenied = ({ rule }: Verdict): Failure =>
  ownFailure('PolicyDenied', `Policy does not allow this connection (${rule}).`);
