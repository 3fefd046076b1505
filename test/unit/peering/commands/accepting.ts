import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import type { AcceptTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { START } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

export const OTHER = '283117732402483989';
export const HOUR = 3_600_000;

export const waiting = (more: Partial<Connection> = {}, status: Status = 'Accepting') =>
  connectionIn(status, {
    instanceId: 'pcc-1',
    tags: ourTags('maker', 'Accepting', { accept: 'auto', routes: 'both' }),
    ...more,
  });

export const task = (more: Partial<AcceptTask> = {}): AcceptTask => ({
  ...firstOf('accept', namedChain('accept', 'pcc-1'), START),
  instanceId: 'pcc-1',
  tries: 0,
  spent: {},
  ...more,
});
