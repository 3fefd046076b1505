import type { HttpAnswer, HttpRequest } from '../http/types.ts';
import type { Journal } from '../journal.ts';
import { act } from './kinds.ts';
import { parseRule, type Rule, type RuleInput } from './rule.ts';
import { type Call, callOf } from './services.ts';
import { type Standing, Standings } from './standings.ts';

type Handler = (request: HttpRequest) => Promise<HttpAnswer>;

export interface Faults {
  /**
   * Adds a rule, which is asked after all older ones; returns the way to remove it.
   *
   * @throws {TypeError} for a wrong rule, naming every fault.
   */
  add(rule: RuleInput): () => void;
  list(): readonly Standing[];
  /** Removes a rule; false if there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
  /** Answers a call as the first rule that strikes it says, without one as the services do. */
  handle(request: HttpRequest, services: Handler): Promise<HttpAnswer>;
}

/**
 * Faults in front of every service, by rules that are data.
 *
 * @param options.now the clock, milliseconds.
 */
export const createFaults = (options: {
  readonly journal: Journal;
  readonly now: () => number;
}): Faults => {
  const standings = new Standings(options.now);

  const record = ({ action, request }: Call, { kind }: Rule): void => {
    const what = action || `${request.method} ${request.path}`;
    options.journal.record({ kind: 'fault', summary: `${what} ${kind}`, detail: { kind, action } });
  };

  const handle = async (request: HttpRequest, services: Handler): Promise<HttpAnswer> => {
    if (standings.list().length === 0) return services(request);
    const call = callOf(request);
    const proceed = (changed = request): Promise<HttpAnswer> => services(changed);
    const rule = standings.striking(call);
    if (!rule) return proceed();
    record(call, rule);
    return act(rule.kind, rule, { call, proceed });
  };

  return {
    add: (input) => {
      const id = standings.add(parseRule(input));
      return () => standings.remove(id);
    },
    list: () => standings.list(),
    remove: (id) => standings.remove(id),
    clear: () => standings.clear(),
    handle,
  };
};
