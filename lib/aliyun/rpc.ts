import { jsonOf } from './answer.ts';
import type { CoreClient } from './core.ts';
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
    }),
  );
  return jsonOf(call.action, answer.body);
};
