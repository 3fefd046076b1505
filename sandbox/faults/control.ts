import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { World } from '../cloud/world.ts';
import { behaviour } from '../fixtures/schema/behaviour.ts';
import type { HttpAnswer, HttpRequest, Service } from '../http/types.ts';
import { createRouter, type PathNames } from '../router.ts';
import type { Faults } from './faults.ts';
import { parseRule } from './rule.ts';

interface Controlled {
  readonly faults: Faults;
  readonly clock: Pick<Clock, 'now' | 'advance'>;
  readonly world: Pick<World, 'behave'>;
}

type Run = (controlled: Controlled, request: HttpRequest, names: PathNames) => HttpAnswer;

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const bodyOf = (request: HttpRequest): unknown => JSON.parse(request.body.toString('utf8'));

const addRule: Run = ({ faults }, request) => {
  faults.add(parseRule(bodyOf(request)));
  return json(201, faults.list().at(-1) ?? {});
};

const removeRule: Run = ({ faults }, _, { id = '' }) =>
  faults.remove(id) ? { status: 204 } : json(404, { error: `there is no fault rule ${id}` });

const removeAll: Run = ({ faults }) => {
  faults.clear();
  return { status: 204 };
};

const showTime: Run = ({ clock }) => json(200, { now: new Date(clock.now()).toISOString() });

const step = v.strictObject({ advanceMs: v.pipe(v.number(), v.finite(), v.minValue(0)) });

const advanceClock: Run = (controlled, request, names) => {
  controlled.clock.advance(v.parse(step, bodyOf(request)).advanceMs);
  return showTime(controlled, request, names);
};

/** Switches that are named change; the others stay as they are. */
const changeBehaviour: Run = ({ world }, request) => {
  const asked = bodyOf(request);
  const parsed = v.parse(behaviour, asked);
  const named = Object.entries(parsed).filter(([name]) => name in Object(asked));
  world.behave(Object.fromEntries(named));
  return { status: 204 };
};

const ROUTES: Readonly<Record<string, Run>> = {
  'GET /sandbox/faults': ({ faults }) => json(200, { faults: faults.list() }),
  'POST /sandbox/faults': addRule,
  'DELETE /sandbox/faults': removeAll,
  'DELETE /sandbox/faults/:id': removeRule,
  'GET /sandbox/clock': showTime,
  'POST /sandbox/clock': advanceClock,
  'POST /sandbox/behaviour': changeBehaviour,
};

/** Faults, clock and switches over HTTP, for programs that are not in the sandbox's own process. */
export const createControl = (controlled: Controlled): Service => {
  const find = createRouter(ROUTES);
  return async (request) => {
    if (!request.path.startsWith('/sandbox/')) return undefined;
    const { route, names = {} } = find(request) ?? {};
    const known = Object.keys(ROUTES).join(', ');
    if (!route) return json(404, { error: `the sandbox has ${known}` });
    try {
      return route(controlled, request, names);
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
};
