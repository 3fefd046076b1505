import type { Outcome } from '../peering/outcome.ts';

/** How one item ended, as every trigger but HTTP reads it. */
export interface OutcomeRow {
  /** 0-based place in the payload. */
  readonly item: number;
  readonly requestId: string | null;
  readonly outcome: 'created' | 'adopted' | 'queued' | 'done' | 'failed' | 'rejected';
  readonly instanceId?: string;
  readonly code?: string;
}

export const rowOf = (item: number, outcome: Outcome): OutcomeRow => ({
  item,
  requestId: outcome.requestId,
  outcome: outcome.outcome === 'dry-run' ? 'done' : outcome.outcome,
  ...('instanceId' in outcome && outcome.instanceId ? { instanceId: outcome.instanceId } : {}),
  ...(outcome.outcome === 'failed' ? { code: outcome.failure.code } : {}),
  ...(outcome.outcome === 'rejected' ? { code: 'InvalidRequest' } : {}),
});
