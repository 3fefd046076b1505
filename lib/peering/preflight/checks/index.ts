import type { Finding } from '../../model/finding.ts';
import type { Facts } from '../facts.ts';
import { cen } from './cen.ts';
import { insideVSwitch } from './inside-vswitch.ts';
import { overlap } from './overlap.ts';
import { peerOverlap } from './peer-overlap.ts';
import { peeringQuota } from './peering-quota.ts';
import { routeQuota } from './route-quota.ts';
import { routes } from './routes.ts';
import { notRead } from './unread.ts';
import { vpcs } from './vpc.ts';

export type Check = (facts: Facts) => readonly Finding[];

/** Every check; each is pure and says nothing about what could not be read. */
export const CHECKS: readonly Check[] = [
  vpcs,
  overlap,
  peerOverlap,
  routes,
  insideVSwitch,
  routeQuota,
  peeringQuota,
  cen,
  notRead,
];
