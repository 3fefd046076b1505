import { CloudFault } from './fault.ts';
import type { Store } from './store.ts';

/** Calls a minute for each region, API and main account, where it is not what is usual for the product. */
const LIMITS: Readonly<Record<string, number>> = {
  ListTagResources: 3000,
  TagResources: 1000,
  UnTagResources: 1000,
  MoveResourceGroup: 1000,
};
const WINDOW_MS = 60_000;

/** Counts calls in fixed windows and throws `Throttling.User` beyond the limit. */
export const createThrottle = (
  store: Store,
): ((accountId: string, regionId: string, action: string, usual: number) => void) => {
  const windows = new Map<string, { startedAt: number; calls: number }>();
  return (accountId, regionId, action, usual) => {
    const { callsPerMinute } = store.behaviour;
    const limit = callsPerMinute[action] ?? callsPerMinute['*'] ?? LIMITS[action] ?? usual;
    const key = `${accountId} ${regionId} ${action}`;
    const at = store.now();
    const known = windows.get(key);
    const window = known && at - known.startedAt < WINDOW_MS ? known : { startedAt: at, calls: 0 };
    windows.set(key, window);
    if (window.calls >= limit)
      throw new CloudFault('Throttling.User', 'Request was denied due to user flow control.', 400, {
        'x-acs-retry-after': String(window.startedAt + WINDOW_MS - at),
      });
    window.calls += 1;
  };
};
