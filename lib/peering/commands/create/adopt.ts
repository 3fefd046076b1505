import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/own.ts';
import { connectionEvent, withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import type { Asked, CreateRequest, RoutesChoice } from '../../model/request.ts';
import type { Outcome } from '../../outcome.ts';
import type { Verdict } from '../../policy/rule.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import { bodyFingerprint } from '../../request/fingerprint.ts';
import { optionsOf } from '../../state/options.ts';
import type { Said } from '../../state/state.ts';
import { hasRoomForOurTags, readMemory, requestKey } from '../../state/tags.ts';
import { writeMemory } from '../../state/write.ts';
import { differencesOf } from './differences.ts';
import { follow } from './follow.ts';

interface Met {
  readonly connection: Connection;
  readonly others: readonly Connection[];
  readonly policy: Verdict;
  readonly findings: readonly Finding[];
}

const isSettled = ({ status }: Connection, said: Said): boolean =>
  status === said && (status === 'Activated' || status === 'Accepting');

const othersFinding = (others: readonly Connection[]): readonly Finding[] =>
  others.map(({ instanceId, status }) => ({
    code: 'SecondConnectionOfPair',
    severity: 'warning',
    pointer: '/acceptingVpcId',
    detail: `The pair has another live connection, ${instanceId} (${status}).`,
    evidence: { instanceId, status },
    remedy: 'Find out which of the two is in use and delete the other; Peerflow deletes neither.',
  }));

/** An explicit key that already made a connection with another body cannot make this one. */
const reusedKey = (ctx: Context, asked: Asked<CreateRequest>, connection: Connection) => {
  const memory = readMemory(connection, ctx.settings);
  const known = memory?.options.fingerprint;
  return asked.idKind === 'explicit' && known && known !== bodyFingerprint(asked.request)
    ? ownFailure(
        'IdempotencyKeyReused',
        `The key ${asked.requestId} made ${connection.instanceId} with another body.`,
      )
    : undefined;
};

const outcomeOf = (
  ctx: Context,
  outcome: 'created' | 'adopted',
  asked: Asked<CreateRequest>,
  met: Met,
): Outcome => ({
  outcome,
  requestId: asked.requestId,
  instanceId: met.connection.instanceId,
  connection: withoutOurTags(met.connection, ctx.settings.name),
  policy: met.policy,
  findings: [...met.findings, ...othersFinding(met.others)],
});

/** Our own connection, made by an earlier try of this very request: go on where that one stopped. */
const goOn = async (ctx: Context, asked: Asked<CreateRequest>, met: Met): Promise<Outcome> => {
  const failure = reusedKey(ctx, asked, met.connection);
  if (failure) return { outcome: 'failed', requestId: asked.requestId, failure };
  const said = readMemory(met.connection, ctx.settings)?.mark.said ?? 'Requested';
  if (!isSettled(met.connection, said)) await follow(ctx, asked, met.connection.instanceId);
  return outcomeOf(ctx, 'created', asked, met);
};

/** Only our own connection can be given a memory, and only one that has room for it. */
const canRemember = ({ settings }: Context, connection: Connection): boolean =>
  connection.ownerId === settings.accountId && hasRoomForOurTags(connection);

/** Where the connection gets routes: what it remembers stays, and what it can be told counts as well. */
const routedOf = (
  ctx: Context,
  { request }: Asked<CreateRequest>,
  connection: Connection,
): RoutesChoice => {
  const memory = readMemory(connection, ctx.settings);
  if (memory) return memory.options.routes;
  return canRemember(ctx, connection) ? request.routes : 'none';
};

/** Gives an untagged connection of ours a memory, if it has room for one. */
const leaveMemory = async (
  ctx: Context,
  { request, requestId }: Asked<CreateRequest>,
  connection: Connection,
): Promise<void> => {
  if (!canRemember(ctx, connection)) return;
  try {
    await writeMemory(ctx.peering, connection, ctx.settings.name, {
      requestId,
      options: optionsOf(request, bodyFingerprint(request)),
      mark: { said: 'Requested' },
    });
  } catch (error) {
    ctx.log.warn('An adopted connection could not be tagged', {
      instanceId: connection.instanceId,
      error,
    });
  }
};

/** Somebody else's or another request's connection: it serves, its tag stays, differences are told. */
const adopt = async (ctx: Context, asked: Asked<CreateRequest>, met: Met): Promise<Outcome> => {
  const { connection } = met;
  const event = connectionEvent({
    ...eventContext(ctx),
    type: 'Adopted',
    requestId: asked.requestId,
    action: 'create',
    connection,
    adopted: true,
    policy: met.policy,
    findings: [...met.findings, ...othersFinding(met.others)],
    differences: differencesOf(asked.request, connection, routedOf(ctx, asked, connection)),
  });
  await ctx.publisher.publish([event]);
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) await leaveMemory(ctx, asked, connection);
  if (memory === null || !isSettled(connection, memory.mark.said))
    await follow(ctx, asked, connection.instanceId, { adopted: true });
  return outcomeOf(ctx, 'adopted', asked, met);
};

/** True for the connection that an earlier try of this very request made. */
export const isOurs = (ctx: Context, { requestId }: Asked, connection: Connection): boolean =>
  connection.ownerId === ctx.settings.accountId &&
  connection.tags.some(
    ({ key, value }) => key === requestKey(ctx.settings.name) && value === requestId,
  );

/** A live connection of the pair was found: ours for this request, or to be adopted. */
export const meet = (ctx: Context, asked: Asked<CreateRequest>, met: Met): Promise<Outcome> =>
  isOurs(ctx, asked, met.connection) ? goOn(ctx, asked, met) : adopt(ctx, asked, met);
