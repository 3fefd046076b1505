import { checkDeeply, type DeepReport } from '../../health/deep.ts';
import { keeper } from '../../health/own.ts';
import { json, type Reply } from '../answer.ts';
import type { Endpoint, HttpCase } from '../context.ts';
import { credentialsMissing, httpFailures, invalidRequest, problem } from '../problem.ts';
import type { DeepHealthReport, Health } from '../schema/answers.ts';

const keep = keeper<DeepReport>();

/**
 * Whether the caller is anonymous: neither a signature nor a token came along. Function Compute checks
 * both where the trigger asks for them; a trigger without authentication cannot be recognised from here.
 */
const isAnonymous = ({ call }: HttpCase): boolean =>
  !call.headers.authorization &&
  call.origin.principal === undefined &&
  !Object.keys(call.query).some((name) => /signature|token|jwt/i.test(name));

const DEEP: Readonly<Record<string, boolean>> = { true: true, '': true, false: false };

const forbidden = (requestId: string): Reply =>
  problem({
    failure: {
      ...httpFailures.denied('A deep check is not for anonymous callers.'),
      remedy: 'Sign the call or send a token; set authType of the HTTP trigger to function or jwt.',
    },
    requestId,
  });

/** `?deep=true`: asks the cloud and every sibling. */
const deep = async (it: HttpCase): Promise<Reply> => {
  if (isAnonymous(it)) return forbidden(it.id.value);
  const { ctx, deps, language } = it;
  const { accountId, region, functions } = ctx.settings;
  const key = [accountId, region, functions.request, language].join(' ');
  const report = await keep(key, ctx.clock, async () => checkDeeply(deps.health(language)));
  return json<DeepHealthReport>(200, report);
};

/** `GET /healthz`: what is known without a call. Configuration that is wrong never comes this far. */
export const healthz: Endpoint = async (it) => {
  const { call, invocation, id } = it;
  if (invocation.credentialSource === undefined) return credentialsMissing(id.value);
  const isDeep = call.query.deep === undefined ? false : DEEP[call.query.deep];
  if (isDeep === undefined)
    return invalidRequest([{ pointer: '/deep', detail: 'must be true or false' }], id.value);
  if (isDeep) return deep(it);
  const credentials = invocation.credentialSource;
  return json<Health>(
    200,
    isAnonymous(it) ? { status: 'ok' } : { status: 'ok', configuration: 'ok', credentials },
  );
};
