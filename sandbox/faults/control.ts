import * as v from 'valibot';
import type { Cloud } from '../assemble.ts';
import { behaviour } from '../fixtures/schema/behaviour.ts';
import { type HttpAnswer, type HttpRequest, json } from '../http.ts';
import { createRouter, type PathNames } from '../router.ts';
import { ms } from '../schema.ts';
import { messageOf } from '../values.ts';
import { parseRule } from './rule.ts';

type Controlled = Pick<Cloud, 'faults' | 'clock' | 'world'>;

type Run = (body: unknown, names: PathNames) => HttpAnswer;

const DONE: HttpAnswer = { status: 204 };

const step = v.strictObject({ advanceMs: v.pipe(ms, v.finite()) });

const routesOf = ({ faults, clock, world }: Controlled): Readonly<Record<string, Run>> => {
  const time: Run = () => json(200, { now: new Date(clock.now()).toISOString() });
  return {
    'GET /sandbox/faults': () => json(200, { faults: faults.list() }),
    'POST /sandbox/faults': (body) => {
      faults.add(parseRule(body));
      return json(201, faults.list().at(-1) ?? {});
    },
    'DELETE /sandbox/faults': () => {
      faults.clear();
      return DONE;
    },
    'DELETE /sandbox/faults/:id': (_, { id = '' }) =>
      faults.remove(id) ? DONE : json(404, { error: `there is no fault rule ${id}` }),
    'GET /sandbox/clock': time,
    'POST /sandbox/clock': (body, names) => {
      clock.advance(v.parse(step, body).advanceMs);
      return time(body, names);
    },
    /** Switches that are named change; the others stay as they are. */
    'POST /sandbox/behaviour': (body) => {
      const named = Object.entries(v.parse(behaviour, body)).filter(
        ([name]) => name in Object(body),
      );
      world.behave(Object.fromEntries(named));
      return DONE;
    },
  };
};

/** Faults, clock and switches over HTTP, for programs that are not in the sandbox's own process. */
export const createControl = (controlled: Controlled) => {
  const routes = routesOf(controlled);
  const find = createRouter(routes);
  return async (request: HttpRequest): Promise<HttpAnswer | undefined> => {
    if (!request.path.startsWith('/sandbox/')) return undefined;
    const found = find(request);
    if (!found) return json(404, { error: `the sandbox has ${Object.keys(routes).join(', ')}` });
    try {
      const hasBody = request.method === 'POST';
      const body: unknown = hasBody ? JSON.parse(request.body.toString('utf8')) : undefined;
      return found.route(body, found.names);
    } catch (error) {
      return json(400, { error: messageOf(error) });
    }
  };
};
