/** Behaviours of the platform that a test turns on and off while it runs. */
export interface Switches {
  /** Asynchronous invocations with a delay are acknowledged and never run. */
  dropDelayed: boolean;
  /** `x-fc-async-delay` is ignored: what asked for a delay runs at once. */
  ignoreDelay: boolean;
  /** Every asynchronous invocation runs twice: delivery is at least once. */
  duplicate: boolean;
  /** InvokeFunction on a function with an HTTP trigger delivers an HTTP event around the payload. */
  wrap: boolean;
  /** Idle instances are stopped with SIGSTOP, as the platform freezes them. */
  freeze: boolean;
  /** Timer triggers fire by themselves. */
  timers: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  dropDelayed: false,
  ignoreDelay: false,
  duplicate: false,
  wrap: false,
  freeze: false,
  timers: true,
};
