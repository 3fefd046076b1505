/** Something preflight or an observation noticed; `error` stops a strict create, `warning` travels with the event. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** JSON pointer into the request, e.g. `/vpcId`; empty for the request as a whole. */
  readonly pointer: string;
  readonly detail: string;
  /** What was seen: CIDR pairs, route entries, counts. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly remedy: string;
}
