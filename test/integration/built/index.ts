import { createRequire } from 'node:module';
import { inject } from 'vitest';
import type * as Probe from './probe.ts';

/**
 * lib as the build of this vitest project makes it, so that the same tests show that the pruned SDKs
 * behave like the whole ones.
 */
export const built: typeof Probe = createRequire(import.meta.url)(inject('probe'));
