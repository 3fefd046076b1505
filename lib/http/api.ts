import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { finalise, type HttpAnswer, type Reply } from './answer.ts';
import { forEvents } from './async.ts';
import {
  crossSite,
  httpIdentity,
  isCrossSite,
  isSafe,
  languageOf,
  strayParameters,
} from './call.ts';
import { answering, type HttpCase, type HttpDeps } from './context.ts';
import { answerUnexpected, invalidRequest, problem } from './problem.ts';
import { type Match, match, withoutMatch } from './routes.ts';

type Unmatched = Omit<HttpCase, 'params'>;

/** Everything that is wrong with a call before its endpoint looks at it. */
const refusal = ({ call, id }: Unmatched, found: Match | undefined): Reply | undefined => {
  if (isCrossSite(call)) return problem({ failure: crossSite(), requestId: id.value });
  if (!found) return undefined;
  const strays = strayParameters(call, found.route.query);
  const errors = id.fault && !isSafe(call) ? [...strays, id.fault] : strays;
  return errors.length > 0 ? invalidRequest(errors, id.value) : undefined;
};

const dispatch = async (it: Unmatched): Promise<Reply> => {
  const { call, deps, id } = it;
  const found = match(call, deps.isPageOn);
  const refused = refusal(it, found);
  if (refused) return refused;
  if (!found) return withoutMatch(call, id.value, deps.isPageOn);
  const serve = found.route.endpoint;
  return serve({ ...it, params: found.params });
};

const guarded = (it: Unmatched): Promise<Reply> =>
  dispatch(it).catch((error: unknown) => answerUnexpected(it.ctx, error, it.id.value));

/**
 * Answers one HTTP call; whatever happens, it is an answer. Rejects only for a caller who reads none
 * (`call.isAsync`), where neither an event nor a task announces what became of the call.
 */
export const handleHttp = async (
  ctx: Context,
  call: HttpCall,
  invocation: HttpCase['invocation'],
  deps: HttpDeps,
): Promise<HttpAnswer> => {
  const id = httpIdentity(call, invocation.requestId);
  const language = languageOf(call.headers['accept-language']);
  const isAnnounced = call.isAsync && !isSafe(call);
  const it = { ctx: isAnnounced ? ctx : answering(ctx), deps, call, invocation, id, language };
  const reply = isAnnounced ? await forEvents(it, dispatch) : await guarded(it);
  return finalise(call, reply, { language, invocationId: invocation.requestId });
};
