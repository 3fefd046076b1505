/** Behaviours of the platform that a test turns on and off while it runs. */
export interface Switches {
  /** Asynchronous invocations with a delay are acknowledged and never run. */
  dropDelayed: boolean;
  /** `x-fc-async-delay` is ignored: what asked for a delay runs at once. */
  ignoreDelay: boolean;
  /** Asynchronous invocations that run twice: all (`true`), or each by this chance (0 to 1). */
  duplicate: boolean | number;
  /** InvokeFunction on a function with an HTTP trigger delivers an HTTP event around the payload. */
  wrap: boolean;
  /** An HTTP event shows the `x-fc-*` headers of its request. */
  fcHeaders: boolean;
  /** Idle instances are stopped with SIGSTOP, as the platform freezes them. */
  freeze: boolean;
  /** Timer triggers fire by themselves. */
  timers: boolean;
  /** `ignore`: task mode is not offered here; answers carry no task id and no id is refused. */
  taskIds: 'honour' | 'ignore';
  /** How far a task id is unique. */
  taskIdScope: 'function' | 'account';
  /** What refuses a task id that was seen before. */
  taskIdStatus: 409 | 400;
  /** How long a task id is remembered, in milliseconds. */
  taskIdMemoryMs: number;
  /** The age of an asynchronous invocation counts from its acceptance, not from when it is due. */
  delayAges: boolean;
  /** Function errors are retried without a pause. */
  retryAtOnce: boolean;
  /** Invocations that expired go to the failure destination. */
  expiredToDestination: boolean;
  /** Invocations by a timer trigger go to destinations. */
  timerToDestination: boolean;
  /** Records for a destination in SMQ are Base64. */
  base64Records: boolean;
  /** How EventBridge refuses events of one's own on the bus `default`. */
  defaultBusStatus: 403 | 400;
  /** An unknown bus fails the entries that name it, in an answer of 200, or the whole call with 404. */
  unknownBus: 'entry' | 'call';
  /** How far clocks of instances are from the sandbox's, in milliseconds: instance n gets entry n, in turns. */
  skewMs: readonly number[];
}

const DAY_MS = 24 * 3_600_000;

export const DEFAULT_SWITCHES: Switches = {
  dropDelayed: false,
  ignoreDelay: false,
  duplicate: false,
  wrap: false,
  fcHeaders: true,
  freeze: false,
  timers: true,
  taskIds: 'honour',
  taskIdScope: 'function',
  taskIdStatus: 409,
  taskIdMemoryMs: 7 * DAY_MS,
  delayAges: false,
  retryAtOnce: false,
  expiredToDestination: true,
  timerToDestination: true,
  base64Records: false,
  defaultBusStatus: 403,
  unknownBus: 'entry',
  skewMs: [],
};
