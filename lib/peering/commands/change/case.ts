import { withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import type { Verdict } from '../../policy/rule.ts';
import type { Settings } from '../../settings.ts';
import { ended, type Step } from '../attempt.ts';

/** An action on a connection as it was just seen. */
export interface Case {
  readonly asked: Asked<InstanceRequest>;
  readonly connection: Connection;
  readonly policy: Verdict;
  /** How often it was tried before. */
  readonly tries: number;
  /** The router asks, with no route of ours left. */
  readonly isRouted: boolean;
  readonly findings: readonly Finding[];
}

const withFindings = ({ findings }: Case) => (findings.length > 0 ? { findings } : {});

export const failed = (it: Case, failure: Failure): Step =>
  ended({
    outcome: 'failed',
    requestId: it.asked.requestId,
    instanceId: it.connection.instanceId,
    failure,
    policy: it.policy,
    ...withFindings(it),
  });

export const done = ({ name }: Pick<Settings, 'name'>, it: Case): Step =>
  ended({
    outcome: 'done',
    requestId: it.asked.requestId,
    instanceId: it.connection.instanceId,
    connection: withoutOurTags(it.connection, name),
    policy: it.policy,
    ...withFindings(it),
  });

/** Something on the connection has to end first. */
export const wait = (detail: string): Step => ({ kind: 'wait', reason: 'conflict', detail });
