import type { FunctionSpec } from '../manifest/load.ts';
import type { Settled } from './async-queue.ts';

/** Where the result of an asynchronous invocation goes. */
export type Destination =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'topic'; readonly name: string };

const FORMS: readonly (readonly [RegExp, Destination['kind']])[] = [
  [/^acs:fc:[^:]*:[^:]*:functions\/([^/]+)$/, 'function'],
  [/^acs:mns:[^:]*:[^:]*:\/?queues\/([^/]+)(?:\/messages)?$/, 'queue'],
  [/^acs:mns:[^:]*:[^:]*:\/?topics\/([^/]+)(?:\/messages)?$/, 'topic'],
];

/** Reads the resource name of a destination; `undefined` for kinds that are not emulated. */
export const parseDestination = (arn: string): Destination | undefined => {
  for (const [form, kind] of FORMS) {
    const name = form.exec(arn)?.[1];
    if (name !== undefined) return { kind, name: name.split('/')[0] ?? name };
  }
  return undefined;
};

/** The destination that applies to a result, as the function's asyncInvokeConfig names it. */
export const destinationOf = (spec: FunctionSpec, succeeded: boolean): string | undefined => {
  const config = spec.asyncInvoke.destinationConfig;
  return (succeeded ? config?.onSuccess : config?.onFailure)?.destination || undefined;
};

const functionArn = (spec: FunctionSpec): string =>
  `acs:fc:${spec.region}:${spec.accountId}:functions/${spec.name}`;

interface Told {
  readonly condition: string;
  readonly functionError: string;
  readonly responsePayload: string;
}

const told = ({ result }: Settled): Told => {
  if (result === 'expired') {
    return { condition: 'EventAgeExceeded', functionError: '', responsePayload: '' };
  }
  const responsePayload = result.body.toString();
  return result.ok
    ? { condition: '', functionError: '', responsePayload }
    : { condition: result.errorType, functionError: result.errorType, responsePayload };
};

/**
 * What a destination receives, as JSON text.
 *
 * Function Compute 3.0: request context with how often the function was called, the payload as it
 * was sent, and what the function answered; `now` is milliseconds since the epoch.
 */
export const destinationPayload = (settled: Settled, now: number): string => {
  const { condition, functionError, responsePayload } = told(settled);
  return JSON.stringify({
    timestamp: now,
    requestContext: {
      requestId: settled.requestId,
      functionArn: functionArn(settled.deployed.spec),
      condition,
      approximateInvokeCount: settled.invokeCount,
    },
    requestPayload: settled.event.toString(),
    responseContext: { statusCode: 200, functionError },
    responsePayload,
  });
};
