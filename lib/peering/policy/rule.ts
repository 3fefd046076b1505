import type { Action } from '../model/request.ts';

export const EFFECTS = ['allow', 'deny', 'reject'] as const;
export type Effect = (typeof EFFECTS)[number];

/** A string, or a prefix ending in `*`; several mean any of them. */
export type Patterns = readonly string[];

/** One rule of `PEERFLOW_POLICY`, normalised: every `when` value is a list. Keys must all match. */
export interface PolicyRule {
  readonly name: string;
  readonly effect: Effect;
  readonly when: {
    readonly action?: Patterns;
    readonly requesterAccount?: Patterns;
    readonly accepterAccount?: Patterns;
    readonly region?: Patterns;
    readonly acceptingRegion?: Patterns;
    readonly vpcId?: Patterns;
    readonly acceptingVpcId?: Patterns;
    readonly tag?: Readonly<Record<string, Patterns>>;
    readonly cidr?: Patterns;
  };
}

/** What a decision is about: taken from the request for a create, from the observed connection otherwise. */
export interface PolicySubject {
  readonly action: Action;
  readonly requesterAccount: string;
  readonly accepterAccount: string;
  readonly region: string;
  readonly acceptingRegion: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** CIDRs of both sides; `undefined` when they could not be read. */
  readonly cidrs: readonly string[] | undefined;
}

/** The first matching rule; `rule` is `no rule matched` when none did, which denies. */
export interface Verdict {
  readonly effect: Effect;
  readonly rule: string;
}
