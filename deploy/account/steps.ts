import * as v from 'valibot';
import { type CoreClient, rpc } from '../../lib/aliyun/core.ts';
import { ApiError } from '../../lib/peering/model/failure.ts';

const VERSION = '2020-04-01';

/** The names of service-linked roles, and what EventBridge does with each. */
export const LINKED_ROLES: Readonly<Record<string, string>> = {
  AliyunServiceRoleForEventBridgeSendToMNS: 'the rule sends requests from the bus to the queue',
  AliyunServiceRoleForEventBridgeSourceMNS: 'the trigger takes requests from the queue',
  AliyunServiceRoleForEventBridgeSendToFC: 'the trigger hands requests to the function',
};

export interface Step {
  readonly what: string;
  readonly result:
    | { readonly outcome: 'made' }
    | { readonly outcome: 'there' }
    | { readonly outcome: 'refused'; readonly error: ApiError };
}

/** EventBridge may refuse inside an answer of 200. */
const answerShape = v.object({
  Success: v.optional(v.boolean(), true),
  Code: v.optional(v.string(), 'Success'),
  Message: v.optional(v.string(), ''),
  RequestId: v.optional(v.string()),
});

const callEventBridge = async (
  client: CoreClient,
  action: string,
  query: Readonly<Record<string, string>>,
): Promise<void> => {
  const answer = v.parse(
    answerShape,
    await rpc(client, { action, version: VERSION, query, idempotent: true }),
  );
  if (answer.Success) return;
  throw new ApiError({
    kind: 'api',
    operation: action,
    code: answer.Code,
    message: answer.Message,
    status: 400,
    ...(answer.RequestId === undefined ? {} : { requestId: answer.RequestId }),
  });
};

const refused = (error: unknown): Step['result'] => {
  if (error instanceof ApiError) return { outcome: 'refused', error };
  throw error;
};

const isThere = (error: unknown): boolean =>
  error instanceof ApiError && /AlreadyExist/i.test(error.code);

/** Makes a thing that may be there already: an answer that says so is as good as one that made it. */
const ensure = async (
  client: CoreClient,
  what: string,
  action: string,
  query: Readonly<Record<string, string>>,
): Promise<Step> => {
  try {
    await callEventBridge(client, action, query);
    return { what, result: { outcome: 'made' } };
  } catch (error) {
    return { what, result: isThere(error) ? { outcome: 'there' } : refused(error) };
  }
};

const hasBus = async (client: CoreClient, name: string): Promise<boolean> => {
  try {
    await callEventBridge(client, 'GetEventBus', { EventBusName: name });
    return true;
  } catch (error) {
    // Not found, or no right to look: making it shows which.
    if (error instanceof ApiError) return false;
    throw error;
  }
};

/** The bus of a deployment. */
const ensureBus = async (client: CoreClient, name: string): Promise<Step> => {
  const what = `Bus ${name}`;
  if (await hasBus(client, name)) {
    return { what, result: { outcome: 'there' } };
  }
  const Description = 'Requests to Peerflow and its events';
  return ensure(client, what, 'CreateEventBus', { EventBusName: name, Description });
};

/**
 * Makes what a stack cannot make: the bus, and the service-linked roles that EventBridge works with.
 * Every step is tried, so that one run shows everything that is missing.
 */
export const prepareAccount = async (client: CoreClient, bus: string): Promise<Step[]> => {
  const steps = [await ensureBus(client, bus)];
  for (const [role, why] of Object.entries(LINKED_ROLES)) {
    steps.push(
      await ensure(client, `Role ${role} (${why})`, 'CreateServiceLinkedRoleForProduct', {
        ProductName: role,
      }),
    );
  }
  return steps;
};
