import { policyDenied } from '../../peering/admission.ts';
import {
  acceptBeforehand,
  askPolicyOfCreate,
  readingForCreate,
} from '../../peering/commands/create/admission.ts';
import { pairReader } from '../../peering/network/pair.ts';
import { preflightAlone } from '../../peering/preflight/preflight.ts';
import { identify } from '../../peering/request/identify.ts';
import { json } from '../answer.ts';
import { identitySources } from '../call.ts';
import { guarded, problem } from '../problem.ts';
import type { PreflightAnswer } from '../schema/answers.ts';
import { readRequest } from './write.ts';

/** `POST /peerings/preflight`: what would stand in the way of a create. Changes nothing. */
export const preflight = guarded(async (it) => {
  const read = readRequest(it, 'create');
  if (!read.ok) return read.answer;
  const { request } = read;
  if (request.action !== 'create') throw new TypeError('The action is not a create');
  const identified = identify(request, identitySources(it, read.requestId));
  const ctx = readingForCreate(it.ctx, identified);
  const pair = pairReader(ctx, identified);
  const policy = await askPolicyOfCreate(ctx, identified, pair);
  if (policy.effect !== 'allow')
    return problem({ failure: policyDenied(policy), requestId: identified.requestId, policy });
  const { findings, plan } = await preflightAlone(ctx, identified, pair);
  return json<PreflightAnswer>(200, {
    findings: [...findings, ...(await acceptBeforehand(ctx, identified, pair))],
    plan: plan.entries,
    counts: plan.counts,
  });
});
