import { functionArn } from '../invoke/destination.ts';
import type { FunctionSpec } from '../manifest/load.ts';

/** Function Compute 3.0: what GetFunction answers. */
export const functionView = (spec: FunctionSpec): object => {
  const { code: _, triggers: __, asyncInvokeConfig: ___, region: ____, ...props } = spec.props;
  return {
    ...props,
    functionName: spec.name,
    functionArn: functionArn(spec),
    role: spec.role ?? '',
    handler: spec.handler,
    runtime: spec.runtime,
    memorySize: spec.memorySize,
    timeout: spec.timeout,
    environmentVariables: spec.environment,
    instanceConcurrency: 1,
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
};

/** Function Compute 3.0: what GetAsyncInvokeConfig answers; `undefined` where nothing was configured. */
export const asyncConfigView = (spec: FunctionSpec): object | undefined => {
  if (spec.props.asyncInvokeConfig === undefined) return undefined;
  const { asyncTask = false, qualifier = 'LATEST', destinationConfig = {} } = spec.asyncInvoke;
  return {
    functionArn: `${functionArn(spec)}/${qualifier}`,
    qualifier,
    asyncTask,
    maxAsyncRetryAttempts: spec.asyncInvoke.maxAsyncRetryAttempts,
    maxAsyncEventAgeInSeconds: spec.asyncInvoke.maxAsyncEventAgeInSeconds,
    destinationConfig,
  };
};
