import type { ApiError } from '../model/api-error.ts';

/** The service does not know the connection. */
export const isNotFound = (error: ApiError): boolean =>
  error.code === 'ResourceNotFound.InstanceId';
