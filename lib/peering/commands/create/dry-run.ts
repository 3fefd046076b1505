import { type Attempt, attemptOf, ended } from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { isDryRunSuccess } from '../../errors/classify.ts';
import { type AllowedCreate, acceptBeforehand, admit, denied } from './admission.ts';
import { createInput } from './call.ts';
import { policyOfMet } from './ends.ts';
import { findExisting, isUnread, type LookOptions } from './existing.ts';

/**
 * Nothing is created, enqueued or announced; the service says whether it would create. It is not asked while no look
 * says what the pair has: it would refuse over the very connection that a create adopts.
 */
export const dryRun = async (
  ctx: Context,
  it: AllowedCreate,
  options: LookOptions,
): Promise<Attempt> => {
  const existing = await findExisting(ctx, it.identified, it, options);
  const isDecided = existing.kind === 'decided' && existing.attempt.kind === 'ended';
  if (isDecided || isUnread(existing)) return existing.attempt;
  if (existing.kind === 'met') {
    const judged = { ...it, policy: policyOfMet(ctx, it, existing.met.connection) };
    if (judged.policy.effect !== 'allow') return denied(judged);
  }
  const admission = await admit(ctx, it);
  if (!admission.isOpen) return admission.attempt;
  const { admitted } = admission;
  const { requestId, policy, plan } = admitted;
  const isLookedAt = it.identified.request.preflight !== 'off';
  const accept = isLookedAt ? await acceptBeforehand(ctx, it.identified, it.pair) : [];
  const findings = [...admitted.findings, ...accept];
  const passed = ended({ outcome: 'dry-run', requestId, policy, findings, plan });
  if (existing.kind === 'met') return passed;
  try {
    await ctx.peering.create(createInput(ctx, it.identified));
  } catch (error) {
    if (!isDryRunSuccess(error)) return attemptOf(error, { ...admitted, findings });
  }
  return passed;
};
