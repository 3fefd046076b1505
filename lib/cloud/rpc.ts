import { ApiError } from '../peering/model/api-error.ts';
import type { CoreClient } from './core.ts';
import { parseExact } from './exact-json.ts';
import { guarded } from './guard.ts';

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RpcCall {
  readonly action: string;
  readonly version: string;
  readonly query?: Values;
  readonly form?: Values;
  readonly idempotent: boolean;
}

/** Wire values: absent ones are left out, everything else is text. */
const wire = (values: Values | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  );

const isEmpty = (values: Record<string, string>): boolean => Object.keys(values).length === 0;

const malformed = (action: string, cause: unknown): ApiError =>
  new ApiError({
    kind: 'malformed',
    operation: action,
    code: 'MalformedResponse',
    message: `${action} gave an answer that is not readable`,
    cause,
  });

/** One RPC call; resolves with the answer's JSON, account ids exact. Rejects with `ApiError` only. */
export const rpc = async (client: CoreClient, call: RpcCall): Promise<unknown> => {
  const form = wire(call.form);
  const answer = await guarded(call.action, call, () =>
    client({
      action: call.action,
      version: call.version,
      style: 'RPC',
      query: wire(call.query),
      ...(isEmpty(form) ? {} : { form }),
      bodyType: 'string',
    }),
  );
  try {
    return parseExact(String(answer.body));
  } catch (error) {
    throw malformed(call.action, error);
  }
};
