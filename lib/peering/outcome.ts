import type { ConnectionView } from './model/connection.ts';
import type { Difference, RoutesPlan } from './model/event.ts';
import type { Failure, RequestFinding } from './model/failure.ts';
import type { Finding } from './model/finding.ts';
import type { Verdict } from './policy/rule.ts';

/** How one item ended: in its fact, in the queue, or refused. */
export type Outcome =
  | {
      /** `created`: our call or its replay; `adopted`: an existing connection; `done`: any other action. */
      readonly outcome: 'created' | 'adopted' | 'done';
      readonly requestId: string;
      readonly instanceId: string;
      readonly connection: ConnectionView;
      readonly policy?: Verdict;
      readonly findings?: readonly Finding[];
      /** Of an adopted connection: what it has otherwise than asked. */
      readonly differences?: readonly Difference[];
      /** The routes that a create asks for, where preflight looked at them. */
      readonly plan?: RoutesPlan | undefined;
    }
  | {
      readonly outcome: 'dry-run';
      readonly requestId: string;
      readonly policy: Verdict;
      readonly findings: readonly Finding[];
      readonly plan?: RoutesPlan | undefined;
    }
  | {
      readonly outcome: 'queued';
      readonly requestId: string;
      readonly detail: string;
      /** The connection of a delete whose routes go first. */
      readonly instanceId?: string;
      readonly connection?: ConnectionView;
    }
  | {
      readonly outcome: 'failed';
      readonly requestId: string;
      readonly failure: Failure;
      readonly policy?: Verdict;
      readonly instanceId?: string;
      readonly findings?: readonly Finding[];
      readonly plan?: RoutesPlan | undefined;
    }
  | {
      readonly outcome: 'rejected';
      readonly requestId: string | null;
      readonly errors: readonly RequestFinding[];
    };
