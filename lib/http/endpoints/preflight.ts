import { identify } from '../../handlers/identity.ts';
import { judgeCreate, policyDenied } from '../../peering/commands/create/policy.ts';
import type { Asked, CreateRequest } from '../../peering/model/request.ts';
import { pairReader } from '../../peering/network/pair.ts';
import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import { problem } from '../problem.ts';
import type { PreflightAnswer } from '../schema/answers.ts';
import { readRequest } from './read-request.ts';

const isCreate = (asked: Asked): asked is Asked<CreateRequest> => asked.request.action === 'create';

/** `POST /peerings/preflight`: what would stand in the way of a create. Changes nothing. */
export const preflight = guarded(async (it) => {
  const { ctx } = it;
  const read = readRequest(it, 'create');
  if (!read.ok) return read.answer;
  const asked = identify(read.request, read.requestId, it.id);
  if (!isCreate(asked)) throw new TypeError('an action of no kind');
  const pair = pairReader(ctx, asked);
  const policy = await judgeCreate(ctx, asked, pair);
  if (policy.effect !== 'allow')
    return problem({ failure: policyDenied(policy), requestId: asked.requestId, policy });
  const { preflight: run } = await import('../../peering/preflight/preflight.ts');
  const { findings } = await run(ctx, asked, pair);
  return json<PreflightAnswer>(200, { findings: [...read.notes, ...findings] });
});
