import type { Resource } from '../../arn.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import type { Settled } from './async-queue.ts';

const KB = 1024;

/** Function Compute 3.0: what a function's role must be allowed at a destination, and what it takes at most. */
export const RIGHTS: Readonly<
  Record<Resource['kind'], { readonly action: string; readonly most: number }>
> = {
  queue: { action: 'mns:SendMessage', most: 64 * KB },
  topic: { action: 'mns:PublishMessage', most: 64 * KB },
  function: { action: 'fc:InvokeFunction', most: 128 * KB },
  bus: { action: 'eventbridge:PutEvents', most: 64 * KB },
};

/** The destination that applies to a result, as the function's asyncInvokeConfig names it. */
export const destinationOf = (spec: FunctionSpec, succeeded: boolean): string | undefined => {
  const config = spec.asyncInvoke.destinationConfig;
  return (succeeded ? config?.onSuccess : config?.onFailure)?.destination || undefined;
};

export const functionArn = (spec: FunctionSpec): string =>
  `acs:fc:${spec.region}:${spec.accountId}:functions/${spec.name}`;

interface Summary {
  readonly condition: string;
  readonly functionError: string;
  readonly responsePayload: string;
}

const summaryOf = ({ result }: Settled): Summary => {
  if (result === 'expired') {
    return { condition: 'EventAgeExceeded', functionError: '', responsePayload: '' };
  }
  const responsePayload = result.body.toString();
  return result.ok
    ? { condition: '', functionError: '', responsePayload }
    : { condition: result.errorType, functionError: result.errorType, responsePayload };
};

/**
 * What a destination receives.
 *
 * Function Compute 3.0: request context with how often the function was called, the payload as it
 * was sent, and what the function answered; `now` is milliseconds since the epoch.
 */
export const destinationPayload = (settled: Settled, now: number) => {
  const { condition, functionError, responsePayload } = summaryOf(settled);
  return {
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
  };
};
