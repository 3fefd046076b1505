import { ApiError } from '../model/api-error.ts';

/** The code of every call that could not be made for want of credentials. */
export const NO_CREDENTIALS = 'InvalidCredentials';

/** Why nothing can be called while the function has no role and the environment no key. */
export const missingCredentials = (operation = 'credentials'): ApiError =>
  new ApiError({
    kind: 'api',
    operation,
    code: NO_CREDENTIALS,
    message:
      'The function has no credentials: give it a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET',
    status: 403,
  });
