import type { CloudCall } from './cloud.ts';

type Answer = CloudCall['answer'];
type Make = (action: string, params: CloudCall['params']) => Answer;

/** What looks may show of a modify. */
export interface ViewPlan {
  /** They show the connection as it was before, for so long. */
  readonly lagMs?: number;
  /** The API takes it, and it has no effect: another one was written within the same second. */
  readonly isWithoutEffect?: boolean;
}

/** What a modify changes; tags are written by other calls. */
const CHANGED = ['Status', 'Name', 'Description', 'Bandwidth', 'LinkType', 'GmtModified'] as const;

const GET = 'GetVpcPeerConnectionAttribute';
const MODIFY = 'ModifyVpcPeerConnection';

interface Before {
  readonly answer: Answer;
  readonly at: number;
}

/** Stands between callers and the cloud where looks lag behind a modify. */
export class Views {
  readonly #plan: ViewPlan;
  readonly #before = new Map<string, Before>();

  constructor(plan: ViewPlan) {
    this.#plan = plan;
  }

  /** One call through `make`. Throws what the cloud throws. */
  call(make: Make, action: string, params: CloudCall['params'], now: number): Answer {
    if (action === GET) return this.#look(make(action, params), now);
    const isModify = action === MODIFY && params.DryRun !== 'true';
    if (!isModify || Object.keys(this.#plan).length === 0) return make(action, params);
    const { InstanceId = '' } = params;
    const before = { answer: make(GET, { InstanceId }), at: now };
    const answer = this.#plan.isWithoutEffect ? untouched(make, params) : make(action, params);
    this.#before.set(InstanceId, before);
    return answer;
  }

  #look(answer: Answer, now: number): Answer {
    const before = this.#before.get(String(answer.InstanceId));
    const isModified = answer.Status === 'Updating' || answer.Status === 'Activated';
    if (!before || !isModified || now - before.at >= (this.#plan.lagMs ?? 0)) return answer;
    return { ...answer, ...Object.fromEntries(CHANGED.map((each) => [each, before.answer[each]])) };
  }
}

/** What could be modified is left as it is. */
const untouched = (make: Make, params: CloudCall['params']): Answer => {
  try {
    return make(MODIFY, { ...params, DryRun: 'true' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'DryRunOperation') return {};
    throw error;
  }
};
