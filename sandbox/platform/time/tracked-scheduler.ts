import type { Activity } from '../invoke/activity.ts';
import { realScheduler, type Scheduler } from '../ports.ts';

/** Real timers whose waits show in `activity`, so that `idle` waits for what they will do. */
export const trackedScheduler = (activity: Activity): Scheduler => ({
  now: realScheduler.now,
  after: (ms, run) => {
    const met = activity.expect(realScheduler.now() + ms);
    const cancel = realScheduler.after(ms, () => {
      const end = activity.begin();
      met();
      run();
      end();
    });
    return () => {
      cancel();
      met();
    };
  },
});
