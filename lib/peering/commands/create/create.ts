import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/own.ts';
import { isDryRunSuccess } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import { type PairReader, pairReader } from '../../network/pair.ts';
import type { Verdict } from '../../policy/rule.ts';
import { ended, type Step } from '../attempt.ts';
import { stepOfError } from '../attempt-of-error.ts';
import { type Gate, passGate } from './admission.ts';
import { isOurs, meet } from './adopt.ts';
import { publishCreating } from './announce.ts';
import { lookAtKey, lookAtPair } from './existing.ts';
import { createInput } from './input.ts';
import { judgeCreate, policyDenied } from './policy.ts';
import { isReplayOfDead } from './replay.ts';
import { type Choice, choose } from './select-existing.ts';

export interface CreateHints {
  /** Findings that travel with the answer and the events, e.g. a cross-border pair. */
  readonly findings: readonly Finding[];
  /** The dead connection that an earlier token of this wish leads to. */
  readonly generation?: string | undefined;
  /** The caller waits for an answer: a replay must be recognised before it is given. */
  readonly answering: boolean;
}

interface Case extends CreateHints {
  readonly asked: Asked<CreateRequest>;
  readonly policy: Verdict;
  readonly pair: PairReader;
}

const MAX_GENERATIONS = 10;

const failed = ({ asked, policy }: Pick<Case, 'asked' | 'policy'>, failure: Failure): Step =>
  ended({ outcome: 'failed', requestId: asked.requestId, failure, policy });

/** Nothing is created, scheduled or announced; the service says whether it would create. */
const dryRun = async (ctx: Context, it: Case): Promise<Step> => {
  const gate = await passGate(ctx, it);
  if (!gate.isOpen) return gate.step;
  try {
    await ctx.peering.create(createInput(ctx, it.asked));
  } catch (error) {
    if (!isDryRunSuccess(error)) return stepOfError(error, { ...it, findings: gate.findings });
  }
  const { asked, policy } = it;
  const { findings } = gate;
  return ended({ outcome: 'dry-run', requestId: asked.requestId, policy, findings });
};

/** The pair and, for an explicit key, the key, side by side. */
const look = async (ctx: Context, { asked }: Case): Promise<Choice> => {
  const [pair, byKey] = await Promise.all([
    lookAtPair(ctx, asked.request),
    asked.idKind === 'explicit' ? lookAtKey(ctx, asked) : undefined,
  ]);
  const known = byKey === undefined ? undefined : pair.find((each) => each.instanceId === byKey);
  if (byKey === undefined || known) return choose(pair);
  return choose([...pair, ...(await otherPairOfKey(ctx, byKey))]);
};

/** The key made a connection that the pair does not show: another pair, or one that lists lag behind. */
const otherPairOfKey = async (ctx: Context, instanceId: string) => {
  try {
    return [await ctx.peering.get(instanceId)];
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ResourceNotFound.InstanceId') return [];
    throw error;
  }
};

const refuse = (it: Case, { instanceId, status }: { instanceId: string; status: string }): Step =>
  failed(
    it,
    ownFailure('PairRefused', `The pair has the connection ${instanceId}, which is ${status}.`),
  );

const onChoice = async (ctx: Context, it: Case, choice: Choice): Promise<Step | undefined> => {
  if (choice.kind === 'live') return ended(await meet(ctx, it.asked, { ...it, ...choice }));
  if (choice.kind === 'refused') return refuse(it, choice.connection);
  if (choice.kind === 'leaving')
    return {
      kind: 'wait',
      reason: 'conflict',
      detail: `${choice.connection.instanceId} of this pair is being deleted.`,
    };
  return undefined;
};

/** Lists lag behind a create of somebody else; these many looks, half a second apart, catch up. */
const CATCH_UP_LOOKS = 3;
const CATCH_UP_MS = 500;

/** The pair exists although no look showed it: look again until the lists have caught up. */
const onExists = async (ctx: Context, it: Case, error: unknown): Promise<Step> => {
  for (let look = 1; look <= CATCH_UP_LOOKS; look++) {
    const found = await onChoice(ctx, it, choose(await lookAtPair(ctx, it.asked.request)));
    if (found) return found;
    if (look < CATCH_UP_LOOKS) await ctx.clock.sleep(CATCH_UP_MS);
  }
  return stepOfError(error, it);
};

const isExisting = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'ResourceAlreadyExist.VpcPeer';

const callCreate = async (ctx: Context, it: Case, round = 1): Promise<Step> => {
  const { asked, policy, findings } = it;
  let instanceId: string;
  try {
    ({ instanceId } = await ctx.peering.create(createInput(ctx, asked, it.generation)));
  } catch (error) {
    return isExisting(error) ? onExists(ctx, it, error) : stepOfError(error, it);
  }
  if (await isReplayOfDead(ctx, it, instanceId)) return onDead(ctx, it, instanceId, round);
  const connection = await publishCreating(ctx, it, instanceId);
  return ended({
    outcome: 'created',
    requestId: asked.requestId,
    instanceId,
    connection,
    policy,
    findings,
  });
};

/** The token led to a connection that is gone: a replay ends here, a wish for the pair goes on. */
const onDead = (
  ctx: Context,
  it: Case,
  instanceId: string,
  round: number,
): Promise<Step> | Step => {
  if (it.asked.idKind !== 'pair' || it.asked.request.clientToken !== undefined)
    return failed(
      it,
      ownFailure('ConnectionGone', `The connection ${instanceId} of this request was deleted.`),
    );
  if (round >= MAX_GENERATIONS)
    return { kind: 'wait', reason: 'transient', detail: 'The pair is made and deleted too often.' };
  return callCreate(ctx, { ...it, generation: instanceId }, round + 1);
};

/** The connection that an earlier try of this very request made: it is past every gate. */
const isMadeAlready = (ctx: Context, { asked }: Case, choice: Choice): boolean =>
  choice.kind === 'live' && isOurs(ctx, asked, choice.connection);

const gateFor = async (ctx: Context, it: Case, choice: Choice): Promise<Gate> => {
  const isOver = choice.kind === 'leaving' || choice.kind === 'refused';
  if (isOver || isMadeAlready(ctx, it, choice)) return { isOpen: true, findings: it.findings };
  const known = choice.kind === 'live' ? [choice.connection, ...choice.others] : [];
  return passGate(ctx, it, known);
};

const lookAndCreate = async (ctx: Context, it: Case): Promise<Step> => {
  const looking = look(ctx, it);
  ctx.publisher.prepare();
  const choice = await looking;
  const gate = await gateFor(ctx, it, choice);
  if (!gate.isOpen) return gate.step;
  const checked = { ...it, findings: gate.findings };
  return (await onChoice(ctx, checked, choice)) ?? (await callCreate(ctx, checked));
};

const allowed = async (ctx: Context, it: Case): Promise<Step> => {
  try {
    return it.asked.request.dryRun ? await dryRun(ctx, it) : await lookAndCreate(ctx, it);
  } catch (error) {
    return stepOfError(error, it);
  }
};

/**
 * One try of a create request. It looks before it calls, so that every replay, redelivery and crash
 * ends in the same connection. Rejects only with what is no answer of the cloud at all.
 */
export const create = async (
  ctx: Context,
  asked: Asked<CreateRequest>,
  hints: CreateHints,
): Promise<Step> => {
  const pair = pairReader(ctx, asked);
  try {
    const policy = await judgeCreate(ctx, asked, pair);
    return policy.effect === 'allow'
      ? await allowed(ctx, { ...hints, asked, policy, pair })
      : failed({ asked, policy }, policyDenied(policy));
  } catch (error) {
    return stepOfError(error, { asked });
  }
};
