import type { Finding } from '../../model/failure.ts';
import type { Facts } from '../facts.ts';
import { insideVSwitch, overlap, peerOverlap } from './overlap.ts';
import { peeringQuota, routeQuota } from './quota.ts';
import { routes } from './routes.ts';
import { notRead } from './unread.ts';
import { cen, vpcs } from './vpc.ts';

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
