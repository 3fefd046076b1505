import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { over, readBudget } from '../../build/budget.ts';
import type { Answering } from '../integration/sinks/service.ts';
import { startService } from '../integration/sinks/service.ts';
import { type Built, buildFunctions, functionNamed, runFresh, sdksIn } from './functions.ts';
import { ANSWERS, SCENARIOS } from './scenarios.ts';

const { loaded: budget } = readBudget();

let answers = ANSWERS;

/** A cloud that says yes. */
const cloud: Answering = ({ headers, url }) => {
  const action = headers['x-acs-action'] ?? url;
  return { status: 200, ...answers[String(action)] };
};

let built: Built;
let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  [built, service] = await Promise.all([buildFunctions(), startService(cloud)]);
});
afterAll(() => Promise.all([built.remove(), service.stop()]));

describe('what is loaded', () => {
  it('is budgeted for every scenario', () => {
    expect(Object.keys(budget)).toEqual(SCENARIOS.map(({ name }) => name));
  });

  it.each(SCENARIOS)('by $name stays within its budget', async (scenario) => {
    const limit = budget[scenario.name] ?? { files: 0, bytes: 0, sdks: [] };
    const fn = functionNamed(built, scenario.function);
    const env = { PEERFLOW_ENDPOINT: `http://${service.host}`, ...scenario.env };

    answers = { ...ANSWERS, ...scenario.answers };
    const { answer, loaded } = await runFresh(built, { ...scenario, env });

    const files = loaded.filter((file) => fn.files[file] !== undefined);
    const bytes = files.reduce((sum, file) => sum + (fn.files[file] ?? 0), 0);
    const { sdks, ...limits } = limit;
    expect({ answer }).toMatchObject({ answer: scenario.answer });
    expect(sdksIn(fn, files)).toEqual(sdks);
    expect(over(`loaded by ${scenario.name}`, { files: files.length, bytes }, limits)).toEqual([]);
  });
});
