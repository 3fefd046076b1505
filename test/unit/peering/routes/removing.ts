import type { Connection } from '../../../../lib/peering/model/connection.ts';
import { enqueueRemoval } from '../../../../lib/peering/routes/removal/request.ts';
import { apiError } from '../../support/context.ts';
import { bothMade, type Router, type RouterOptions, requestOf, router } from './router.ts';
import { PCC } from './samples.ts';

export const BLOCKED = 'OperationDenied.RouteEntryExist';
export const LOCKED = 'OperationDenied.Locked';

/** What makes an entry of somebody else lead to the connection. */
export const over = { nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }] };

/** A connection with its routes. */
export const routed = (options: RouterOptions = {}): Router => {
  const it = router(options);
  it.network.entries.push(...bothMade());
  return it;
};

export const ask = (it: Router, requestId = 'delete-1', seen: Connection = it.connection()) =>
  enqueueRemoval(it.ctx, seen, {
    ...requestOf(requestId),
    request: { action: 'delete', instanceId: PCC, dryRun: false, force: false },
  });

export const remove = async (it: Router, ms?: number): Promise<void> => {
  await ask(it);
  await it.live(ms);
};

/** A delete whose look is over and has recorded what is there: its next step takes that away. */
export const checked = async (it: Router = routed()): Promise<Router> => {
  await ask(it);
  await it.step();
  return it;
};

/** A delete that the API refuses from now on, so many times: its next step takes entries away in vain. */
export const refused = async (
  it: Router = routed(),
  error: Error = apiError(LOCKED),
  times?: number,
): Promise<Router> => {
  await checked(it);
  it.cloud.fail('delete', error, times);
  return it;
};

/** What changes something, in order; writes of entries and the calls on the connection. */
export const effects = (it: Router) =>
  it.journal.filter((each) => /^(create|delete|try)/.test(each));
export const CUT = ['delete vtb-b 10.1.0.0/16', 'delete vtb-a 10.2.0.0/16'];
export const TRIED = ['delete dry', 'try vtb-a 10.2.0.0/16', 'try vtb-b 10.1.0.0/16'];

/** Removals that wait in a phase, the next first. */
export const inPhase = (it: Router, phase: string) =>
  it.waiting().filter(({ removal }) => removal?.phase === phase);

/** Runs what is due, until a removal was in a phase. */
export const stepTo = async (it: Router, phase: string): Promise<void> => {
  for (;;) {
    const task = await it.step();
    if (!task || task.removal?.phase === phase) return;
  }
};

/** The next task that waits in a phase. */
export const taskIn = (it: Router, phase: string) => {
  const [task] = inPhase(it, phase);
  if (!task) throw new Error(`no ${phase}`);
  return task;
};
