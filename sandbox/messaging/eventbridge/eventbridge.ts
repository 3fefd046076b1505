import type { Key } from '../../cloud/credentials.ts';
import type { SignatureChecks } from '../../gateway/hmac.ts';
import type { HttpRequest, Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import type { Switches } from '../../platform/switches.ts';
import { aliyunAttributes } from './envelope.ts';
import type { ArrivedEvent } from './event.ts';
import { type Bus, createManagement } from './management.ts';
import { createPutEvents } from './put-events.ts';

export type { ArrivedEvent } from './event.ts';

export interface EventBridge {
  readonly service: Service;
  /** What arrived at a bus, or at all of them, in order. */
  events(bus?: string): readonly ArrivedEvent[];
  clear(): void;
  /** Calls the listener for every later event; returns the way to stop. */
  follow(listener: (event: ArrivedEvent) => void): () => void;
  hasBus(name: string): boolean;
  /** Makes a bus unless there is one of that name. */
  createBus(name: string): void;
  deleteBus(name: string): void;
  /** Service-linked roles that were made by CreateServiceLinkedRoleForProduct. */
  readonly linkedRoles: Set<string>;
  /** Takes an event of a service of the cloud. Throws for a bus that is not declared. */
  put(event: ArrivedEvent): void;
}

export interface EventBridgeOptions extends SignatureChecks {
  readonly journal: Journal;
  readonly accountId: string;
  readonly regionId: string;
  readonly switches: Switches;
  /** The key that made an ACS3-HMAC-SHA256 signature. Throws `CloudFault`. */
  readonly callerOf: (request: HttpRequest) => Key;
  /** Beside `default`. */
  readonly buses: readonly string[];
}

/** EventBridge's buses: what arrives is kept, and passed to whoever follows. */
export const createEventBridge = (options: EventBridgeOptions): EventBridge => {
  const { journal, accountId, regionId, clock } = options;
  const arrived: ArrivedEvent[] = [];
  const listeners = new Set<(event: ArrivedEvent) => void>();
  const buses = new Map<string, Bus>();
  const linkedRoles = new Set<string>();
  const createBus = (name: string): void => {
    if (!buses.has(name)) buses.set(name, { name, description: '', createdAt: clock.now() });
  };
  for (const name of ['default', ...options.buses]) createBus(name);
  const hasBus = (name: string): boolean => buses.has(name);

  const take = (event: ArrivedEvent): void => {
    const bus = event.aliyuneventbusname;
    const at = clock.now();
    const delivered = { ...event, ...aliyunAttributes({ accountId, regionId, bus, at }) };
    arrived.push(delivered);
    const summary = `${event.type} ${event.id}`;
    journal.record({ kind: 'event', summary, detail: { event: delivered } });
    for (const listener of [...listeners]) listener(delivered);
  };

  const putEvents = createPutEvents({ ...options, hasBus, take });
  const management = createManagement({ ...options, buses, linkedRoles });

  return {
    service: async (request) => (await putEvents(request)) ?? management(request),
    events: (bus) =>
      bus === undefined ? arrived : arrived.filter((each) => each.aliyuneventbusname === bus),
    clear: () => {
      arrived.length = 0;
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hasBus,
    createBus,
    deleteBus: (name) => {
      buses.delete(name);
    },
    linkedRoles,
    put: (event) => {
      const bus = event.aliyuneventbusname;
      if (!hasBus(bus)) throw new Error(`there is no event bus ${bus}`);
      take(event);
    },
  };
};
