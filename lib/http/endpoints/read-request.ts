import type { Action } from '../../peering/model/request.ts';
import { validationFacts } from '../../peering/request/facts.ts';
import { type Validation, validateRequest } from '../../peering/request/validate.ts';
import type { Reply } from '../answer.ts';
import { readBody } from '../body.ts';
import type { HttpCase } from '../context.ts';
import { invalidRequest, problem } from '../problem.ts';

type Valid = Extract<Validation, { ok: true }>;

const FLAG: Readonly<Record<string, boolean>> = { true: true, '': true, false: false };

/** Fields of a delete that may stand in the query; what is no flag is left for the schema to refuse. */
const flagsOf = ({ call }: HttpCase): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ['force', 'dryRun'].flatMap((name) => {
      const value = call.query[name];
      return value === undefined ? [] : [[name, FLAG[value] ?? value]];
    }),
  );

/** Whether `DELETE ...?dryRun=true` says the same as its body, where both say something. */
const contradictions = (body: object, flags: Readonly<Record<string, unknown>>) =>
  Object.entries(flags)
    .filter(([name, value]) => name in body && Reflect.get(body, name) !== value)
    .map(([name]) => ({
      pointer: `/${name}`,
      detail: 'is given in the query and in the body, with different values',
    }));

/** The request that method, path, query and body make together, or the answer that says what is wrong. */
export const readRequest = (
  it: HttpCase,
  action: Action,
): Valid | { readonly ok: false; readonly answer: Reply } => {
  const { ctx, call, params, id } = it;
  const read = readBody(call);
  if (!read.ok) return { ok: false, answer: problem({ ...read, requestId: id.value }) };
  const flags = action === 'delete' ? flagsOf(it) : {};
  const valid = validateRequest(
    { ...read.body, ...flags },
    {
      ...validationFacts(ctx.settings),
      action,
      ...(params.instanceId === undefined ? {} : { instanceId: params.instanceId }),
    },
  );
  const clashes = contradictions(read.body, flags);
  if (valid.ok && clashes.length === 0) return valid;
  const { requestId = id.value } = valid;
  const errors = [...clashes, ...(valid.ok ? [] : valid.errors)];
  const count = clashes.length + (valid.ok ? 0 : valid.errorCount);
  return { ok: false, answer: invalidRequest(errors, requestId, count) };
};
