import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../build/cache/rehearsals.ts';
import { type Answering, startService } from '../integration/sinks/service.ts';
import { over, readBudget } from './budget.ts';
import { runFresh, sdksIn } from './functions.ts';
import { SCENARIOS, SELDOM } from './scenarios.ts';

const { loaded: budget } = readBudget();

let answers: Answers = {};

const cloud: Answering = ({ headers, url }) => {
  const { status = 200, body } = answers[String(headers['x-acs-action'] ?? url)] ?? {};
  return { status, body: JSON.stringify(body ?? {}) };
};

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService(cloud);
});
afterAll(() => service.stop());

describe('the modules that run', () => {
  it('is budgeted for every scenario', () => {
    expect(Object.keys(budget)).toEqual(SCENARIOS.map(({ name }) => name));
  });

  it.each(SCENARIOS)('by $name stays within its budget', async (scenario) => {
    const { sdks, modules: most } = budget[scenario.name] ?? { modules: 0, sdks: [] };
    const env = { PEERFLOW_ENDPOINT: `http://${service.host}`, ...scenario.env };

    answers = scenario.answers;
    const { answer, modules, builtins } = await runFresh({ ...scenario, env });

    expect({ answer }).toMatchObject({ answer: scenario.answer });
    expect(sdksIn(modules)).toEqual(sdks);
    expect(SELDOM.filter((it) => builtins.includes(it))).toEqual(scenario.seldom ?? []);
    expect(over(`run by ${scenario.name}`, { modules: modules.length }, { modules: most })).toEqual(
      [],
    );
  });
});
