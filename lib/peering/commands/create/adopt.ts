import { type Attempt, ended, type Outcome, type Wait, wait } from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { isPassing } from '../../errors/classify.ts';
import { connectionEvent } from '../../events/build.ts';
import { withoutOurTags } from '../../events/data.ts';
import { eventContext } from '../../events/envelope.ts';
import type { Connection } from '../../model/connection.ts';
import type { Difference } from '../../model/event.ts';
import { ApiError, type Finding } from '../../model/failure.ts';
import type { CreateRequest } from '../../model/request.ts';
import { observe } from '../../observe.ts';
import { deliver } from '../../outbox.ts';
import { NotQueuedError } from '../../queue/tasks.ts';
import { follow, seenBefore, wantedOf } from '../../reconcile/follow.ts';
import { enqueueMake } from '../../routes/request.ts';
import {
  hasRoomForOurTags,
  isOwnedBy,
  type OurTags,
  optionsOf,
  requestTagValue,
} from '../../state/tags.ts';
import { writeNewTags } from '../../state/write.ts';
import { type AllowedCreate, acceptFindings } from './admission.ts';
import { announceCreating } from './call.ts';
import { endDifferences } from './ends.ts';
import type { Met } from './existing.ts';

/** Somebody else's or another request's connection: it serves, its tags stay, differences are announced. */
export const adopt = async (ctx: Context, it: AllowedCreate, found: Met): Promise<Attempt> => {
  const met = await claim(ctx, it, found);
  const wasWatched = await followMet(ctx, it, met);
  const { instanceId } = met.connection;
  // An earlier try found the same, and each task is another run of the router.
  const isRouted = it.routedId === instanceId || (wasWatched && (await makeRoutes(ctx, it, met)));
  if (!(await deliverAdopted(ctx, it, met)))
    return notQueued(instanceId, isRouted ? { routedId: instanceId } : undefined);
  return ended(outcomeOf(ctx, 'adopted', it, met));
};

/**
 * Gives an untagged connection of ours its tags and reads them back: of two adopters at once, the one whose id
 * is found there owns it. One that cannot carry tags is followed by its watch alone. Rejects with `ApiError`
 * for trouble that passes.
 */
const claim = async (ctx: Context, it: AllowedCreate, met: Met): Promise<Met> => {
  const { connection, tags } = met;
  const isOurs = connection.ownerId === ctx.settings.accountId;
  if (tags !== null || !isOurs || !hasRoomForOurTags(connection)) return met;
  const options = optionsOf(it.identified.request, 'adopt');
  try {
    await writeNewTags(ctx.peering, connection, ctx.settings.name, {
      requestId: it.requestId,
      options,
    });
  } catch (error) {
    if (!(error instanceof ApiError) || isPassing(error)) throw error;
    ctx.log.error('Adopted connection not tagged', { instanceId: connection.instanceId, error });
    return met;
  }
  const again = await observe(ctx, connection.instanceId);
  // What was written may show later; until a look shows another owner it is ours.
  const written = {
    requestId: requestTagValue(it.requestId),
    options,
    state: 'Requested' as const,
  };
  const seen = again.kind === 'found' ? again : met;
  return { ...met, connection: seen.connection, tags: seen.tags ?? written };
};

/**
 * Has the connection followed under its maker's id; a watch that runs already has the same name. Where none can be
 * enqueued the sweep follows what carries our tags.
 *
 * @returns whether a watch of it existed before
 */
const followMet = async (ctx: Context, it: AllowedCreate, met: Met): Promise<boolean> => {
  try {
    return await watchMet(ctx, it, met);
  } catch (error) {
    if (met.tags === null || !(error instanceof NotQueuedError)) throw error;
    const { instanceId } = met.connection;
    ctx.log.error('Watch not enqueued; the sweep follows', { instanceId, error });
    return false;
  }
};

const watchMet = (ctx: Context, it: AllowedCreate, { connection, tags }: Met): Promise<boolean> => {
  const { request, requestId, origin } = it.identified;
  return follow(ctx, {
    ...seenBefore(ctx, connection),
    action: 'create',
    requestId,
    ownerRequestId: tags?.requestId ?? requestId,
    origin: { ...origin },
    announced: tags?.state ?? 'Requested',
    adopted: !isOwnedBy(tags, requestId) || tags?.options?.by !== 'create',
    wanted: tags?.options
      ? wantedOf(tags.options)
      : { routes: request.routes, accept: request.accept },
  });
};

const routes = ({ routes: asked }: CreateRequest, tags: OurTags | null): readonly Difference[] => {
  const actual = tags?.options?.routes ?? null;
  const isMet = asked === 'none' || actual === asked || actual === 'both';
  return isMet ? [] : [{ field: 'routes', asked, actual }];
};

const accept = ({ accept: asked }: CreateRequest, tags: OurTags | null): readonly Difference[] => {
  const actual = tags?.options?.accept ?? null;
  return asked === 'manual' || actual === asked ? [] : [{ field: 'accept', asked, actual }];
};

/**
 * The routes that an owner by adoption wants, of a connection that was watched before it took it over: that watch
 * had the routes made that were wanted then, and its name is used up. Rejects with `NotQueuedError`.
 *
 * @returns whether there are any to be made
 */
const makeRoutes = async (
  ctx: Context,
  it: AllowedCreate,
  { connection, tags }: Met,
): Promise<boolean> => {
  const { identified, requestId } = it;
  const { routes } = identified.request;
  if (routes === 'none' || connection.status !== 'Activated' || !isOwnedBy(tags, requestId))
    return false;
  await enqueueMake(ctx, connection, { ...identified, routes });
  return true;
};

const deliverAdopted = (ctx: Context, it: AllowedCreate, met: Met): Promise<boolean> =>
  deliver(
    ctx,
    connectionEvent({
      ...eventContext(ctx, it.identified.origin),
      type: 'Adopted',
      requestId: it.requestId,
      action: 'create',
      connection: met.connection,
      adopted: true,
      policy: it.policy,
      findings: [
        ...it.findings,
        ...acceptFindings(ctx, it.identified, met.connection),
        ...secondConnection(met),
      ],
      differences: differencesOf(it.identified.request, met),
      plan: it.plan,
    }),
  );

/** What an adopted connection has otherwise than the request asked; fields not asked for do not count. */
export const differencesOf = (
  request: CreateRequest,
  { connection, tags }: { readonly connection: Connection; readonly tags: OurTags | null },
): readonly Difference[] => [
  ...endDifferences(request, connection),
  ...COMPARED.flatMap((field) =>
    request[field] === undefined || request[field] === connection[field]
      ? []
      : [{ field, asked: request[field], actual: connection[field] ?? null }],
  ),
  ...tagDifferences(request, connection),
  ...routes(request, tags),
  ...accept(request, tags),
];

const notQueued = (instanceId: string, carry?: Wait['carry']): Attempt =>
  wait(
    'transient',
    `${instanceId} was found, but its events could be neither delivered nor queued.`,
    carry,
  );

const outcomeOf = (
  ctx: Context,
  outcome: 'created' | 'adopted',
  it: AllowedCreate,
  met: Met,
): Outcome => ({
  outcome,
  requestId: it.requestId,
  instanceId: met.connection.instanceId,
  connection: withoutOurTags(met.connection, ctx.settings.name),
  policy: it.policy,
  findings: [
    ...it.findings,
    ...acceptFindings(ctx, it.identified, met.connection),
    ...secondConnection(met),
  ],
  plan: it.plan,
  ...(outcome === 'adopted' ? { differences: differencesOf(it.identified.request, met) } : {}),
});

/** Our own connection, made by an earlier try of this very request: go on where that one stopped. */
export const replay = async (ctx: Context, it: AllowedCreate, met: Met): Promise<Attempt> => {
  if (!isMade(met)) return adopt(ctx, it, met);
  await followMet(ctx, it, met);
  const { connection } = met;
  // The earlier try may have ended between its watch and its event; the id makes a repetition harmless.
  if (connection.status === 'Creating' && !(await announceCreating(ctx, it, connection)))
    return notQueued(connection.instanceId);
  return ended(outcomeOf(ctx, 'created', it, met));
};

/** Options that others took away say neither: whoever adopted it must hear so, whoever made it hears once too often. */
const isMade = ({ tags }: Met): boolean => tags?.options?.by === 'create';

const COMPARED = ['name', 'description', 'bandwidth', 'linkType', 'resourceGroupId'] as const;

const tagDifferences = (request: CreateRequest, actual: Connection): readonly Difference[] =>
  request.tag.flatMap(({ key, value }) => {
    const found = actual.tags.find((tag) => tag.key === key);
    return found?.value === value
      ? []
      : [{ field: `tag/${key}`, asked: value, actual: found?.value ?? null }];
  });

const secondConnection = ({ others }: Met): readonly Finding[] =>
  others.map(({ instanceId, status }) => ({
    code: 'SecondConnectionOfPair',
    severity: 'warning',
    pointer: '/acceptingVpcId',
    detail: `The pair has another live connection, ${instanceId} (${status}).`,
    evidence: { instanceId, status },
    remedy: 'Find out which of the two is in use and delete the other; Peerflow deletes neither.',
  }));
