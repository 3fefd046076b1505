import pLimit from 'p-limit';
import type { Context } from '../../context.ts';
import { isNotFound } from '../../errors/classify.ts';
import { ApiError } from '../../model/api-error.ts';
import type { RouteEntry } from '../../network/model.ts';
import { isOurs } from '../plan/ours.ts';
import type { EndSurvey } from '../survey.ts';

const LOOKS_AT_ONCE = 5;
/** A VPC has few connections; the next check looks at others. */
const MAX_LOOKS = 50;

export interface Dangling {
  readonly survey: EndSurvey;
  readonly entry: RouteEntry;
}

const hopOf = ({ nextHops }: RouteEntry): string => nextHops[0]?.nextHopId ?? '';

/** Only what the cloud says is gone is gone: trouble is no answer. */
const isGone = async (ctx: Context, instanceId: string): Promise<boolean> => {
  try {
    return (await ctx.peering.get(instanceId)).status === 'Deleted';
  } catch (error) {
    if (error instanceof ApiError) return isNotFound(error);
    throw error;
  }
};

/**
 * Entries of ours in tables of our account that lead to connections which are gone. Connections of third
 * accounts are not ours to see, hence not theirs to be judged by our eyes.
 */
export const danglingIn = async (
  ctx: Context,
  surveys: readonly EndSurvey[],
  instanceId: string,
): Promise<readonly Dangling[]> => {
  const { accountId } = ctx.settings;
  const others = surveys
    .filter(({ end }) => end.accountId === accountId)
    .flatMap((survey) =>
      (survey.read.ok ? survey.read.value.entries : []).map((entry) => ({ survey, entry })),
    )
    .filter(({ entry }) => isOurs(entry, ctx.settings) && hopOf(entry) !== instanceId);
  const hops = [...new Set(others.map(({ entry }) => hopOf(entry)))].slice(0, MAX_LOOKS);
  const limit = pLimit(LOOKS_AT_ONCE);
  const gone = await Promise.all(hops.map((hop) => limit(() => isGone(ctx, hop))));
  const goneHops = new Set(hops.filter((_, at) => gone[at]));
  return others.filter(({ entry }) => goneHops.has(hopOf(entry)));
};
