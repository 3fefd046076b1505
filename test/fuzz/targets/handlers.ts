import fc from 'fast-check';
import * as v from 'valibot';
import { handleAccept } from '../../../lib/handlers/accept.ts';
import { handleItems, ThrownBackError } from '../../../lib/handlers/items.ts';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import { handleWork } from '../../../lib/handlers/work.ts';
import { readEvent } from '../../../lib/intake/index.ts';
import { eventSchema } from '../../../lib/peering/events/schema/index.ts';
import { FUNCTION_OF } from '../../../lib/peering/queue/task-kind.ts';
import { readTask, UnreadableTaskError } from '../../../lib/peering/queue/tasks.ts';
import { connectionIn } from '../../unit/peering/samples.ts';
import { apiError } from '../../unit/support/context.ts';
import { engine, ourTags } from '../../unit/support/engine.ts';
import { EVENT_TEXTS, REQUEST_TEXTS, TASK_TEXTS } from '../corpus.ts';
import { bytes } from '../mutate.ts';
import { must, type Target } from '../target.ts';

const MAX_EVENT_BYTES = 30 * 1024;
const TASK_HANDLERS = [handleWork, handlePoll, handleAccept, handleRoute];

const newEngine = () =>
  engine({
    connections: [
      connectionIn('Activated', { instanceId: 'pcc-1', tags: ourTags('maker', 'Activated') }),
    ],
    settings: { regions: ['cn-hangzhou', 'cn-shanghai'] },
  });

type Engine = ReturnType<typeof newEngine>;

/** Whatever came in: what goes on can be read by whom it is for, and no event is over its size. */
const outputMustHold = ({ tasks, events }: Engine): void => {
  for (const { task } of tasks)
    readTask(JSON.parse(JSON.stringify(task)), FUNCTION_OF[task.peerflow]);
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    must(size <= MAX_EVENT_BYTES, `An event of ${size} bytes`, event.id);
    const { issues = [] } = v.safeParse(eventSchema(event.type), JSON.parse(JSON.stringify(event)));
    must(issues.length === 0, `${event.type} is not what its schema says`, issues[0]?.message);
  }
};

const request = async (it: Engine, event: Buffer): Promise<void> => {
  const intake = readEvent(event, { functions: Object.values(it.ctx.settings.functions) });
  if (intake.kind === 'http') return;
  const items = intake.items.slice(0, 20).map((item, position) => ({ ...item, position }));
  try {
    const { outcomes } = await handleItems(it.ctx, items, '1-x');
    const places = outcomes.map(({ item }) => item);
    must(
      JSON.stringify(places) === JSON.stringify(items.map((_, at) => at)),
      'An item without an outcome, or with two',
      places,
    );
  } catch (error) {
    if (!(error instanceof ThrownBackError)) throw error;
    must(it.switches.isQueueDown, 'Items thrown back though the queue takes tasks', error.message);
  }
};

/** Events of every door through the functions themselves, against a cloud and a queue that work or do not. */
export const handlers: Target<{
  readonly event: Buffer;
  readonly isCloudDown: boolean;
  readonly isQueueDown: boolean;
}> = {
  name: 'handlers',
  inputs: fc.record({
    event: bytes([...EVENT_TEXTS, ...REQUEST_TEXTS, ...TASK_TEXTS]),
    isCloudDown: fc.boolean(),
    isQueueDown: fc.boolean(),
  }),
  corpus: EVENT_TEXTS.map((text) => ({
    event: Buffer.from(text),
    isCloudDown: true,
    isQueueDown: false,
  })),
  check: async ({ event, isCloudDown, isQueueDown }) => {
    const it = newEngine();
    if (isCloudDown) it.cloud.fail('list', apiError('ServiceUnavailable', 503));
    Object.assign(it.switches, { isQueueDown, isSinkDown: isQueueDown });
    await request(it, event);
    outputMustHold(it);
    it.switches.isQueueDown = false;
    it.switches.isSinkDown = false;
    for (const handle of TASK_HANDLERS) {
      const other = newEngine();
      await handle(other.ctx, event).catch((error: unknown) => {
        if (!(error instanceof UnreadableTaskError || error instanceof ThrownBackError))
          throw error;
      });
      outputMustHold(other);
    }
  },
};
