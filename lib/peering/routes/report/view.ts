import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import { countsOf } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteFact } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import { type OurTags, readTags } from '../../state/tags.ts';
import { wants } from '../plan/ends.ts';
import { isOurs, leadsTo, type Whose } from '../plan/ours.ts';
import { type EndSurvey, standOf, survey } from '../survey.ts';
import { factsOf, isHandedOver } from './facts.ts';
import { findingsOf } from './findings.ts';
import { unreadRoutes } from './unread.ts';

/** An entry that leads to a connection. */
export interface LeadingEntry {
  readonly regionId: string;
  readonly vpcId: string;
  readonly routeTableId: string;
  readonly routeEntryId: string;
  readonly destinationCidrBlock: string;
  readonly status: string;
  /** Made by this deployment. */
  readonly ours: boolean;
}

/** The routes of a connection: as they should be, and as they are. */
export interface RoutesView {
  /** Every planned entry and how it stands; empty where no routes are wanted. */
  readonly plan: readonly RouteFact[];
  /** How many planned entries there are of each result. */
  readonly counts: Readonly<Record<string, number>>;
  readonly entries: readonly LeadingEntry[];
  readonly findings: readonly Finding[];
}

const leadingIn = (
  { end, read }: EndSurvey,
  instanceId: string,
  whose: Whose,
): readonly LeadingEntry[] =>
  (read.ok ? read.value.entries : [])
    .filter((entry) => leadsTo(entry, instanceId))
    .map((entry) => ({
      regionId: end.regionId,
      vpcId: end.vpcId,
      routeTableId: entry.routeTableId,
      routeEntryId: entry.routeEntryId,
      destinationCidrBlock: entry.destinationCidrBlock,
      status: entry.status,
      ours: isOurs(entry, whose),
    }));

/** Trouble that passes is no answer: the caller asks again. */
const rejectPassing = (surveys: readonly EndSurvey[]): void => {
  for (const { read } of surveys)
    if (!read.ok && classify(read.error).reason !== 'never') throw read.error;
};

const statesOf = (
  { settings }: Context,
  surveys: readonly EndSurvey[],
  tags: OurTags | null,
  instanceId: string,
) =>
  surveys
    .filter(({ end }) => tags?.options !== undefined && wants(tags.options.routes, end.side))
    .map((each) => standOf(each, instanceId, settings));

/**
 * Reads both ends of a connection and changes nothing. An end that nobody may read is a finding. Rejects
 * with `ApiError` for trouble that passes.
 *
 * @param asked names the session in another account for a connection without our tags
 */
export const viewRoutes = async (
  ctx: Context,
  connection: Connection,
  asked: { readonly requestId: string },
): Promise<RoutesView> => {
  const { instanceId } = connection;
  const tags = readTags(connection, ctx.settings);
  const surveys = await survey(ctx, connection, tags?.requestId ?? asked.requestId);
  rejectPassing(surveys);
  const whose = { name: ctx.settings.name, accountId: ctx.settings.accountId };
  const states = statesOf(ctx, surveys, tags, instanceId);
  const plan = states.flatMap((each) => factsOf(each, whose));
  const handedOver = states.filter((each) => isHandedOver(each, whose)).map(({ end }) => end.side);
  const isNotHandedOver = ({ end }: EndSurvey): boolean => !handedOver.includes(end.side);
  return {
    plan,
    counts: countsOf(plan),
    entries: surveys.flatMap((each) => leadingIn(each, instanceId, whose)),
    findings: [...findingsOf(states, whose), ...unreadRoutes(surveys.filter(isNotHandedOver))],
  };
};
