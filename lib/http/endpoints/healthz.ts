import { json } from '../answer.ts';
import type { Endpoint } from '../context.ts';
import { credentialsMissing } from '../errors.ts';
import type { Health } from '../schema/answers.ts';

/** `GET /healthz`: whether configuration and credentials are in order. Calls nothing, tells no secret. */
export const healthz: Endpoint = async ({ ctx, invocation, id }) => {
  const { settings, sinks } = ctx;
  if (invocation.credentialSource === undefined) return credentialsMissing(id.value);
  return json<Health>(200, {
    status: 'ok',
    configuration: 'ok',
    credentials: invocation.credentialSource,
    accepterRole: settings.accepterRole === undefined ? 'absent' : 'configured',
    policyRules: settings.policy.length,
    regions: settings.regions,
    sinks: sinks.length,
    functions: settings.functions,
  });
};
