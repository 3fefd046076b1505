import type { Context } from '../../context.ts';
import { isDryRunSuccess } from '../../errors/treat.ts';
import { h } from '../../hash.ts';
import { ApiError } from '../../model/api-error.ts';
import type { PeeringApi } from '../../ports.ts';
import { readMemory } from '../../state/tags.ts';
import { ended, type Step } from '../attempt.ts';
import { stepOfError } from '../attempt-of-error.ts';
import { callAction } from './call.ts';
import { type Case, done, failed, wait } from './case.ts';
import { follow } from './follow.ts';
import { isFirstTry, takeBack, writeDown } from './pending.ts';
import { removeFirst } from './remove-first.ts';
import type { RoutesGate } from './routes-gate.ts';

/** Looks that found nothing, after which the API's refusal counts. */
const SURE_AFTER_TRIES = 2;

const OPEN: RoutesGate = { kind: 'open', findings: [], isUnsure: false };

/** Only a delete without Force asks for routes, and only an Activated connection can have any. */
const gateOf = async (ctx: Context, it: Case): Promise<RoutesGate> => {
  const { asked, connection } = it;
  const { request, requestId } = asked;
  const isAsked = request.action === 'delete' && !request.force;
  if (!isAsked || connection.status !== 'Activated') return OPEN;
  const { routesGate } = await import('./routes-gate.ts');
  const gate = await routesGate(ctx, connection, { requestId, tries: it.tries });
  const memory = readMemory(connection, ctx.settings);
  if (gate.kind !== 'open' || memory === null) return gate;
  // The router may be about to make the first of them, or have made them since the look.
  if (memory.mark.routes && !it.isRouted) return { ...gate, kind: 'ours' };
  const mayFollow = memory.options.routes !== 'none' && it.tries < SURE_AFTER_TRIES;
  return { ...gate, isUnsure: gate.isUnsure || mayFollow };
};

const isRouteEntryExist = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'OperationDenied.RouteEntryExist';

/** Routes of ours would be removed first, so that the API's refusal for their sake says nothing. */
const dryRun = async (api: PeeringApi, it: Case, { kind }: RoutesGate): Promise<Step> => {
  try {
    await callAction(api, it.asked);
  } catch (error) {
    const isPassed = isDryRunSuccess(error) || (kind === 'ours' && isRouteEntryExist(error));
    if (!isPassed) return stepOfError(error, it);
  }
  const { asked, policy, findings } = it;
  return ended({ outcome: 'dry-run', requestId: asked.requestId, policy, findings });
};

const idOf = ({ asked }: Case) => ({ id: h(asked.requestId) });

/** The router takes a delete back itself, after it has told why. */
const onError = async (ctx: Context, it: Case, error: unknown): Promise<Step> => {
  const step = await stepOfError(error, it);
  if (step.kind === 'ended' && !it.isRouted) await takeBack(ctx, it.connection, idOf(it));
  return step;
};

/** Followed, written down, called: whatever crashes in between is found by the watch or a sweep. */
const carryOut = async (
  ctx: Context,
  api: PeeringApi,
  it: Case,
  { isUnsure }: { readonly isUnsure: boolean },
): Promise<Step> => {
  const isFirst = isFirstTry(ctx, it.asked, it.connection, it.tries);
  if (isFirst) {
    await follow(ctx, it.asked, it.connection);
    await writeDown(ctx, it.asked, it.connection);
  }
  try {
    await callAction(api, it.asked);
    if (!isFirst) await follow(ctx, it.asked, it.connection, { redone: true });
    return done(ctx.settings, it);
  } catch (error) {
    if (isUnsure && isRouteEntryExist(error))
      return wait('The API knows of route entries that the look did not show.');
    return onError(ctx, it, error);
  }
};

/** A refusal by our own look: what an earlier try wrote down is off. */
const refuse = async (ctx: Context, it: Case, gate: RoutesGate & { kind: 'refused' }) => {
  const pending = readMemory(it.connection, ctx.settings)?.mark.pending;
  const isPending = pending?.id === idOf(it).id && !it.asked.request.dryRun;
  if (isPending && !it.isRouted) await takeBack(ctx, it.connection, idOf(it));
  return failed({ ...it, findings: gate.findings }, gate.failure);
};

/** The action itself, on a connection whose status invites it. */
export const perform = async (ctx: Context, api: PeeringApi, given: Case): Promise<Step> => {
  const gate = await gateOf(ctx, given);
  if (gate.kind === 'refused') return refuse(ctx, given, gate);
  const it = { ...given, findings: gate.findings };
  if (it.asked.request.dryRun) return dryRun(api, it, gate);
  if (gate.kind === 'open') return carryOut(ctx, api, it, gate);
  try {
    return await removeFirst(ctx, it);
  } catch (error) {
    return onError(ctx, it, error);
  }
};
