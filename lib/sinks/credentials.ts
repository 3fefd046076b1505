import { ApiError } from '../peering/model/api-error.ts';
import type { Credentials } from '../runtime/invocation.ts';

/** The credentials, or `ApiError` (`NoCredentials`): neither the invocation nor the environment has any. */
export const required = (credentials: Credentials | undefined): Credentials => {
  if (credentials) return credentials;
  throw new ApiError({
    kind: 'api',
    operation: 'publish',
    code: 'NoCredentials',
    message: 'no credentials to publish with',
  });
};
