import type { Key } from '../cloud/credentials.ts';
import { CloudFault } from '../cloud/fault.ts';
import type { Caller } from '../cloud/ram/ram.ts';
import type { World } from '../cloud/world.ts';
import type { HttpRequest } from '../http.ts';
import { type Acs3Deps, createNonces, verifyAcs3 } from './acs3.ts';
import { verifyHmac } from './hmac.ts';

/** How a request is signed; Function Compute answers 403 to whatever is wrong with its ACS3 signatures. */
type Signing = 'Acs3' | 'Fc' | 'EventBridge' | 'Mns' | 'Fc2';

/** Knows by the keys of a world who calls, and what they may do. */
export const createAccess = (
  { keys, ram }: Pick<World, 'keys' | 'ram'>,
  clock: Acs3Deps['clock'],
) => {
  const checks: Acs3Deps = { find: (id) => keys.find(id), clock, isFreshNonce: createNonces() };
  return {
    /**
     * The key that signed a request.
     *
     * @throws {CloudFault} the service's own, for the first thing that is wrong
     */
    callerOf: (signing: Signing, request: HttpRequest): Key => {
      if (signing !== 'Acs3' && signing !== 'Fc') return verifyHmac(signing, request, checks);
      try {
        return verifyAcs3(request, checks);
      } catch (error) {
        const isFc = signing === 'Fc' && error instanceof CloudFault;
        throw isFc ? error.as({ status: 403 }) : error;
      }
    },
    /** Whether a caller may do something with a resource, given by its name (ARN): what RAM evaluates. */
    allows: (caller: Caller, action: string, resource: string): boolean =>
      ram.authorize({ ...caller, action, resource }) === 'Allow',
  };
};

export type Access = ReturnType<typeof createAccess>;
