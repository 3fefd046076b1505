const DAY_MS = 24 * 3_600_000;

/** Behaviours of the platform that a test turns on and off while it runs. */
export class Switches {
  /** Asynchronous invocations with a delay are acknowledged and never run. */
  dropDelayed = false;
  /** `x-fc-async-delay` is ignored: what asked for a delay runs at once. */
  ignoreDelay = false;
  /** Asynchronous invocations that run twice: all (`true`), or each by this chance (0 to 1). */
  duplicate: boolean | number = false;
  /** InvokeFunction on a function with an HTTP trigger delivers an HTTP event around the payload. */
  wrap = false;
  /** An HTTP event shows the `x-fc-*` headers of its request. */
  fcHeaders = true;
  /** Idle instances are stopped with SIGSTOP, as the platform freezes them. */
  freeze = false;
  /** Timer triggers fire by themselves. */
  timers = true;
  /** `ignore`: task mode is not offered here; answers carry no task id and no id is refused. */
  taskIds: 'honour' | 'ignore' = 'honour';
  /** How far a task id is unique. */
  taskIdScope: 'function' | 'account' = 'function';
  /** What refuses a task id that was seen before. */
  taskIdStatus: 409 | 400 = 409;
  /** How long a task id is remembered, in milliseconds. */
  taskIdMemoryMs = 7 * DAY_MS;
  /** The age of an asynchronous invocation counts from its acceptance, not from when it is due. */
  delayAges = false;
  /** Function errors are retried without a pause. */
  retryAtOnce = false;
  /** Invocations that expired go to the failure destination. */
  expiredToDestination = true;
  /** Invocations by a timer trigger go to destinations. */
  timerToDestination = true;
  /** Records for a destination in SMQ are Base64. */
  base64Records = false;
  /** How EventBridge refuses events of one's own on the bus `default`. */
  defaultBusStatus: 403 | 400 = 403;
  /** An unknown bus fails the entries that name it, in an answer of 200, or the whole call with 404. */
  unknownBus: 'entry' | 'call' = 'entry';
  /**
   * What a trigger does with a message that it is to decode and that is not Base64: `bury` sends it to the dead
   * letters, `pass` hands it over as it is.
   */
  plainMessages: 'bury' | 'pass' = 'bury';
  /** How far clocks of instances are from the sandbox's, in milliseconds: instance n gets entry n, in turns. */
  skewMs: readonly number[] = [];
}
