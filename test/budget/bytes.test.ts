import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { over, readBudget } from '../../build/budget.ts';
import { type Built, buildFunctions, functionNamed } from './functions.ts';

const { bytes } = readBudget();

let built: Built;
beforeAll(async () => {
  built = await buildFunctions();
});
afterAll(() => built.remove());

describe('the bytes of the functions', () => {
  it('are budgeted, each', () => {
    expect(built.functions.map(({ name }) => name).filter((name) => !bytes[name])).toEqual([]);
  });

  it.each(Object.entries(bytes))('%s stays within its budget', (name, limit) => {
    const { files } = functionNamed(built, name);
    const measured = {
      index: files['index.js'] ?? 0,
      folder: Object.values(files).reduce((sum, size) => sum + size, 0),
    };

    expect(over(`bytes of dist/${name}`, measured, limit)).toEqual([]);
  });

  it('allow what was promised, at most', () => {
    const promised = (name: string) => (name === 'router' ? 260_000 : 200_000);
    const beyond = Object.entries(bytes).filter(
      ([name, { index, folder }]) => index > promised(name) || folder > 500_000,
    );
    expect(beyond).toEqual([]);
  });
});
