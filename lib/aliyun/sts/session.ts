import { isRefusedSession } from '../../peering/errors/classify.ts';
import { ApiError } from '../../peering/model/api-error.ts';
import type { Credentials } from '../../runtime/invocation.ts';
import type { Session } from './assume-role.ts';

const isRefused = (error: unknown): boolean =>
  isRefusedSession(error) && !(error instanceof ApiError && error.operation === 'AssumeRole');

/**
 * Makes a call with the credentials of a session. Where the service refuses them, because they have ended
 * by its clock or were revoked, they are dropped and the call is made once more with fresh ones: what was
 * refused was not carried out.
 */
export const withSession = async <T>(
  session: Session,
  call: (credentials: Credentials) => Promise<T>,
): Promise<T> => {
  const credentials = await session.credentials();
  try {
    return await call(credentials);
  } catch (error) {
    if (!isRefused(error)) throw error;
    session.drop(credentials);
    return call(await session.credentials());
  }
};
