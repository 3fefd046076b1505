import type { RequestFinding } from '../../peering/model/failure.ts';
import type { Action } from '../../peering/model/request.ts';
import { validationFacts } from '../../peering/request/facts.ts';
import { pointerTo } from '../../peering/request/findings.ts';
import { type Validation, validateRequest } from '../../peering/request/validate.ts';
import type { HttpAnswer } from '../answer.ts';
import { readBody } from '../body.ts';
import type { HttpCase } from '../context.ts';
import { httpFailures, problem } from '../problem.ts';

type Valid = Extract<Validation, { ok: true }>;

const FLAG: Readonly<Record<string, boolean>> = { true: true, '': true, false: false };

/** `?force` of a delete; what is no flag is left for the schema to refuse. */
const forceOf = ({ call }: HttpCase): Readonly<Record<string, unknown>> => {
  const { force } = call.query;
  return force === undefined ? {} : { force: FLAG[force] ?? force };
};

const isForce = (name: string, action: Action): boolean => name === 'force' && action === 'delete';

/** Signatures of the platform travel in the query as well. */
const isPlatforms = (name: string): boolean => /^x-/i.test(name);

/** `DELETE …?dryRun=true` must not delete: what would go unread in the query is told. */
const straysIn = ({ call }: HttpCase, action: Action): readonly RequestFinding[] =>
  Object.keys(call.query)
    .filter((name) => !isForce(name, action) && !isPlatforms(name))
    .map((name) => ({
      pointer: pointerTo(name),
      detail: 'is no query parameter of this call; fields of a request go into the JSON body',
    }));

/** The request that method, path, query and body make together, or the answer that says what is wrong. */
export const readRequest = (
  it: HttpCase,
  action: Action,
): Valid | { readonly ok: false; readonly answer: HttpAnswer } => {
  const { ctx, call, params, id } = it;
  const read = readBody(call);
  if (!read.ok) return { ok: false, answer: problem({ ...read, requestId: id.value }) };
  const valid = validateRequest(
    { ...read.body, ...(action === 'delete' ? forceOf(it) : {}) },
    {
      ...validationFacts(ctx.settings),
      action,
      ...(params.instanceId === undefined ? {} : { instanceId: params.instanceId }),
    },
  );
  const strays = straysIn(it, action);
  if (valid.ok && strays.length === 0) return valid;
  const { requestId = id.value } = valid;
  const errors = [...strays, ...(valid.ok ? [] : valid.errors)];
  const failure = httpFailures.invalid(errors.length);
  return { ok: false, answer: problem({ failure, requestId, errors }) };
};
