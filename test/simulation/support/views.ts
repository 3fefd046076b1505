import type { CloudCall } from './cloud.ts';

type Answer = CloudCall['answer'];
type Make = (action: string, params: CloudCall['params']) => Answer;

/** What looks may show. */
export interface ViewPlan {
  /** They show the connection as it was before, for so long. */
  readonly lagMs?: number;
  /** The API takes it, and it has no effect: another one was written within the same second. */
  readonly isWithoutEffect?: boolean;
  /** They show VPCs without ranges from one moment to another. */
  readonly withoutRanges?: { readonly from: number; readonly to: number };
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
  readonly #start: number;
  readonly #before = new Map<string, Before>();

  constructor(plan: ViewPlan, start: number) {
    this.#plan = plan;
    this.#start = start;
  }

  /** One call through `make`. Throws what the cloud throws. */
  call(make: Make, action: string, params: CloudCall['params'], now: number): Answer {
    if (action === GET) return this.#ranged(this.#look(make(action, params), now), now);
    const isModify = action === MODIFY && params.DryRun !== 'true';
    const { lagMs, isWithoutEffect } = this.#plan;
    if (!isModify || (lagMs ?? isWithoutEffect) === undefined) return make(action, params);
    const { InstanceId = '' } = params;
    const before = { answer: make(GET, { InstanceId }), at: now };
    const answer = isWithoutEffect ? untouched(make, params) : make(action, params);
    this.#before.set(InstanceId, before);
    return answer;
  }

  #ranged(answer: Answer, now: number): Answer {
    const { from, to } = this.#plan.withoutRanges ?? { from: 0, to: 0 };
    if (now - this.#start < from || now - this.#start >= to) return answer;
    return { ...answer, Vpc: rangeless(answer.Vpc), AcceptingVpc: rangeless(answer.AcceptingVpc) };
  }

  #look(answer: Answer, now: number): Answer {
    const before = this.#before.get(String(answer.InstanceId));
    const isModified = answer.Status === 'Updating' || answer.Status === 'Activated';
    if (!before || !isModified || now - before.at >= (this.#plan.lagMs ?? 0)) return answer;
    return { ...answer, ...Object.fromEntries(CHANGED.map((each) => [each, before.answer[each]])) };
  }
}

const rangeless = (side: unknown): object =>
  typeof side === 'object' ? { ...side, Ipv4Cidrs: [], Ipv6Cidrs: [] } : {};

/** What could be modified is left as it is. */
const untouched = (make: Make, params: CloudCall['params']): Answer => {
  try {
    return make(MODIFY, { ...params, DryRun: 'true' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'DryRunOperation') return {};
    throw error;
  }
};
