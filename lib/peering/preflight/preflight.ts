import type { Context } from '../context.ts';
import type { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Finding } from '../model/finding.ts';
import type { CreateRequest, IdentifiedRequest } from '../model/request.ts';
import type { PairReader } from '../network/pair.ts';
import { connectionsOfPair } from '../pairs.ts';
import { CHECKS } from './checks/index.ts';
import { errorsOf } from './checks/unread.ts';
import { type RoutePlan, routePlan } from './plan.ts';
import { readFacts } from './read.ts';

export interface Preflight {
  readonly findings: readonly Finding[];
  /** What the routes of the request come to. */
  readonly plan: RoutePlan;
  /** What reads failed with: some of it may pass. */
  readonly errors: readonly ApiError[];
}

/**
 * Looks at both VPCs of a create before it is called: facts first, side by side, then every check.
 *
 * @param known the connections of the pair, where somebody has looked already. Rejects with `ApiError`
 * only if they are not known and cannot be listed.
 */
export const preflight = async (
  ctx: Context,
  asked: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
  known?: readonly Connection[],
): Promise<Preflight> => {
  const ofPair = known ?? (await connectionsOfPair(ctx, asked.request));
  const facts = await readFacts(ctx, asked, pair, ofPair);
  const findings = CHECKS.flatMap((check) => check(facts));
  return { findings, plan: routePlan(facts), errors: errorsOf(facts) };
};
