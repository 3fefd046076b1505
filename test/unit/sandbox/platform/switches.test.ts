import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Switches } from '../../../../sandbox/platform/switches.ts';

it('docs/sandbox.md has every switch of the platform in its table, and no other', async () => {
  const text = await readFile('docs/sandbox.md', 'utf8');
  const [, from = ''] = text.split('### What Function Compute and EventBridge leave open');
  const [table = ''] = from.split('\n### ');
  const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(new Switches()).toSorted());
});
