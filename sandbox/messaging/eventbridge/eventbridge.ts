import type { Journal } from '../../journal.ts';
import { Listeners } from '../../listeners.ts';
import { type ArrivedEvent, aliyunAttributes, type Owner } from './event.ts';

export interface Bus {
  readonly name: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** EventBridge's buses: what arrives is kept, and passed to whoever follows. */
export class EventBridge {
  /** By name; `default` is among them. */
  readonly buses = new Map<string, Bus>();
  /** Service-linked roles that were made by CreateServiceLinkedRoleForProduct. */
  readonly linkedRoles = new Set<string>();
  readonly #arrived: ArrivedEvent[] = [];
  readonly #arrivals = new Listeners<[event: ArrivedEvent]>();
  /** Calls the listener for every later event; returns the way to stop. */
  readonly follow = this.#arrivals.add;

  /** @param buses beside `default` */
  constructor(
    private readonly options: Owner & { readonly journal: Journal; now(): number },
    buses: readonly string[],
  ) {
    for (const name of ['default', ...buses]) this.createBus(name);
  }

  /** What arrived at a bus, or at all of them, in order. */
  events(bus?: string): readonly ArrivedEvent[] {
    return this.#arrived.filter(
      ({ aliyuneventbusname }) => bus === undefined || aliyuneventbusname === bus,
    );
  }

  clear(): void {
    this.#arrived.length = 0;
  }

  /** Makes a bus unless there is one of that name. */
  createBus(name: string, description = ''): void {
    const bus = { name, description, createdAt: this.options.now() };
    if (!this.buses.has(name)) this.buses.set(name, bus);
  }

  /** Takes an event of an application or a service of the cloud. Throws for a bus that is not declared. */
  put(event: ArrivedEvent): void {
    const { id, type, aliyuneventbusname: bus } = event;
    if (!this.buses.has(bus)) throw new Error(`there is no event bus ${bus}`);
    const { journal, now } = this.options;
    const delivered = { ...event, ...aliyunAttributes(this.options, bus, now()) };
    this.#arrived.push(delivered);
    journal.record({ kind: 'event', summary: `${type} ${id}`, detail: { event: delivered } });
    this.#arrivals.tell(delivered);
  }
}
