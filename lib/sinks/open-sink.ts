import type { Sink } from '../runtime/sinks.ts';
import type { SinkClient } from './attempt.ts';
import type { SinkDependencies } from './target.ts';

export type SinkOpener = (sink: Sink, dependencies: SinkDependencies) => Promise<SinkClient>;

/** Opens a sink. Each client is a chunk of its own, loaded when the first event goes there. */
export const openSink: SinkOpener = async (sink, dependencies) => {
  switch (sink.kind) {
    case 'eventbridge':
      return (await import('./sinks/eventbridge.ts')).eventBridgeSink(sink, dependencies);
    case 'mns-queue':
    case 'mns-topic':
      return (await import('./sinks/mns.ts')).mnsSink(sink, dependencies);
    case 'fc':
      return (await import('./sinks/fc.ts')).fcSink(sink, dependencies);
    case 'fc2':
      return (await import('./sinks/fc2.ts')).fc2Sink(sink, dependencies);
    case 'webhook':
      return (await import('./sinks/webhook.ts')).webhookSink(sink, dependencies.webhook);
  }
};
