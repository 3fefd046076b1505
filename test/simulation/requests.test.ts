import { expect, it } from 'vitest';
import { runRequests } from './requests/run.ts';

it('300 messages of requests whose runs come twice, are cut and are killed: each request ends in exactly one fact', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { faults } = await runRequests(seed);
    const again = `npm run simulate -- --scenario requests --seeds ${seed}..${seed} --trace`;
    expect(faults, again).toEqual([]);
  }
});
