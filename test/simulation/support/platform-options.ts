export interface PlatformOptions {
  readonly idsHonoured: boolean;
  /** What a known id is answered with: one page says 409, an older one 400. */
  readonly existingStatus: 400 | 409;
  readonly delaysHonoured: boolean;
  /** Chance that an asynchronous invocation runs twice, the second time up to so much later. */
  readonly duplicate: number;
  readonly duplicateWithinMs: number;
  /** Chance that an invocation starts late, and by how much at most. */
  readonly late: number;
  readonly lateByMs: number;
  /** Longest pause before a retry. */
  readonly retryPauseMs: number;
  /** Clocks of instances are wrong by up to so much, either way. */
  readonly skewMs: number;
  /** Chance that an invocation gets a new instance although one is idle. */
  readonly recycle: number;
  /** An instance that was idle for so long was frozen, and its pooled connections are dead. */
  readonly freezesAfterMs: number;
  /** Records in the failure queue are Base64 text. */
  readonly base64Records: boolean;
  readonly maxInstances: number;
  readonly mostRuns: number;
}

export const CALM_PLATFORM: PlatformOptions = {
  idsHonoured: true,
  existingStatus: 409,
  delaysHonoured: true,
  duplicate: 0,
  duplicateWithinMs: 2_000,
  late: 0,
  lateByMs: 0,
  retryPauseMs: 1_000,
  skewMs: 0,
  recycle: 0,
  freezesAfterMs: Number.POSITIVE_INFINITY,
  base64Records: false,
  maxInstances: 100,
  mostRuns: 20_000,
};
