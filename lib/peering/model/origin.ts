/**
 * Where a request came from: read from the outermost envelope once, and carried along in every task and log
 * line that follows from it.
 */
export interface Origin {
  /**
   * The door: `http`, `smq:{queue}`, `smq-topic:{topic}`, `eventbridge:{source}`, `rocketmq:{topic}`,
   * `kafka:{topic}`, `rabbitmq:{queue}`, `destination:{function}`, `timer` or `direct`.
   */
  readonly via: string;
  /** The message's own time in epoch milliseconds: SMQ enqueue time, CloudEvents `time`, Kafka `timestamp`. */
  readonly arrival?: number | undefined;
  /** W3C trace context, if the message had one that is well formed. */
  readonly traceparent?: string | undefined;
  /** Who asked, where the trigger names it: JWT subject, account of the sender. */
  readonly principal?: string | undefined;
}
