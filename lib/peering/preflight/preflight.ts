import type { Context } from '../context.ts';
import { isPassing } from '../errors/classify.ts';
import { countsOf } from '../events/data.ts';
import type { Connection } from '../model/connection.ts';
import type { RouteFact, RoutesPlan } from '../model/event.ts';
import type { ApiError, Finding } from '../model/failure.ts';
import type { CreateRequest, IdentifiedRequest } from '../model/request.ts';
import type { PairReader } from '../network/pair.ts';
import { connectionsOfPair } from '../observe.ts';
import { crossBorder } from '../request/findings.ts';
import { worstFirst } from '../routes/report/result.ts';
import { CHECKS } from './checks/index.ts';
import { errorsOf } from './checks/unread.ts';
import { planOfRoutes } from './facts.ts';
import { readFacts } from './read.ts';

export interface Preflight {
  readonly findings: readonly Finding[];
  readonly plan: RoutesPlan;
  /** What reads failed with: some of it may pass. */
  readonly errors: readonly ApiError[];
}

/**
 * A preflight for whoever asks for nothing else, with the findings that a create would get before it. Rejects with
 * `ApiError` where nothing stops the request and something could not be read for a reason that passes.
 */
export const preflightAlone = async (
  ctx: Context,
  asked: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Pick<Preflight, 'findings' | 'plan'>> => {
  const found = await preflight(ctx, asked, pair);
  const { stopping, passing } = verdictOf(found);
  if (stopping.length === 0 && passing) throw passing;
  return { findings: [...crossBorder(asked.request), ...found.findings], plan: found.plan };
};

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
  return {
    findings: CHECKS.flatMap((check) => check(facts)),
    plan: planFrom(planOfRoutes(facts)),
    errors: errorsOf(facts),
  };
};

/** Entries that a plan shows. */
const MAX_PLANNED = 500;

const planFrom = (facts: readonly RouteFact[]): RoutesPlan => ({
  entries: worstFirst(facts).slice(0, MAX_PLANNED),
  counts: countsOf(facts),
});

/** What a preflight means for a request that wants to be stopped by it. */
export interface Verdict {
  /** Findings that stop it. */
  readonly stopping: readonly Finding[];
  /** A read that may pass: what it would have shown is not known yet. */
  readonly passing: ApiError | undefined;
}

/** The one verdict: of a `strict` create, of its dry run and of whoever asks for a preflight alone. */
export const verdictOf = ({
  findings,
  errors,
}: Pick<Preflight, 'findings' | 'errors'>): Verdict => ({
  stopping: findings.filter(({ severity }) => severity === 'error'),
  passing: errors.find(isPassing),
});
