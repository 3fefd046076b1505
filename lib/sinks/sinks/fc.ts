import { DELIVERED, type SinkClient } from '../attempt.ts';
import { oneByOne } from '../one-by-one.ts';
import type { FcTarget, SinkDependencies } from '../target.ts';

/** `fc://{function}[?qualifier=]`: an asynchronous invocation with the structured CloudEvent as body. */
export const fcSink = (sink: FcTarget, { invoker }: SinkDependencies): SinkClient =>
  oneByOne(async (event) => {
    await invoker.invokeAsync(sink.function, event, 0, sink.qualifier);
    return DELIVERED;
  });
