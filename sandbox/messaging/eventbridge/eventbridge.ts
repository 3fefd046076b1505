import type { Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import type { SignatureChecks } from '../signature-checks.ts';
import { aliyunAttributes } from './envelope.ts';
import type { ArrivedEvent } from './event.ts';
import { createPutEvents } from './put-events.ts';

export type { ArrivedEvent } from './event.ts';

export interface EventBridge {
  readonly service: Service;
  /** What arrived at a bus, or at all of them, in order. */
  events(bus?: string): readonly ArrivedEvent[];
  clear(): void;
  /** Calls the listener for every later event; returns the way to stop. */
  follow(listener: (event: ArrivedEvent) => void): () => void;
  /** Makes a bus unless there is one of that name. */
  createBus(name: string): void;
  /** Takes an event of a service of the cloud. Throws for a bus that nobody declared. */
  put(event: ArrivedEvent): void;
}

export interface EventBridgeOptions extends SignatureChecks {
  readonly journal: Journal;
  readonly accountId: string;
  readonly regionId: string;
  /** Beside `default`. */
  readonly buses: readonly string[];
}

/** EventBridge's buses: what arrives is kept, and told to whoever follows. */
export const createEventBridge = (options: EventBridgeOptions): EventBridge => {
  const { journal, accountId, regionId, businessNow } = options;
  const arrived: ArrivedEvent[] = [];
  const listeners = new Set<(event: ArrivedEvent) => void>();
  const buses = new Set(['default', ...options.buses]);

  const take = (event: ArrivedEvent): void => {
    const bus = event.aliyuneventbusname;
    const at = businessNow();
    const delivered = { ...event, ...aliyunAttributes({ accountId, regionId, bus, at }) };
    arrived.push(delivered);
    const summary = `${event.type} ${event.id}`;
    journal.record({ kind: 'event', summary, detail: { event: delivered } });
    for (const listener of [...listeners]) listener(delivered);
  };

  return {
    service: createPutEvents({ ...options, hasBus: (name) => buses.has(name), take }),
    events: (bus) =>
      bus === undefined ? arrived : arrived.filter((each) => each.aliyuneventbusname === bus),
    clear: () => {
      arrived.length = 0;
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    createBus: (name) => {
      buses.add(name);
    },
    put: (event) => {
      const bus = event.aliyuneventbusname;
      if (!buses.has(bus)) throw new Error(`there is no event bus ${bus}`);
      take(event);
    },
  };
};
