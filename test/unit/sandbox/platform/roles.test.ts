import { describe, expect, it } from 'vitest';
import { createRoleCredentials } from '../../../../sandbox/platform/roles.ts';
import { aFunction } from './support.ts';

const HOUR = 3_600_000;

const setUp = () => {
  let now = 0;
  const asked: object[] = [];
  const issue = createRoleCredentials(
    {
      issue: (ask) => {
        asked.push(ask);
        const id = `STS.${asked.length}`;
        const expiresAt = now + 36 * HOUR;
        return { accessKeyId: id, accessKeySecret: 's', securityToken: 't', expiresAt };
      },
    },
    () => now,
  );
  return {
    issue,
    asked,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

describe('createRoleCredentials', () => {
  it('are the same for a function until shortly before they end', () => {
    const { issue, pass } = setUp();
    const first = issue(aFunction());
    pass(34 * HOUR);
    expect(issue(aFunction())).toEqual(first);
    pass(HOUR);
    expect(issue(aFunction()).accessKeyId).toBe('STS.2');
  });

  it('are those of the role of the function', () => {
    const { issue, asked } = setUp();
    issue(aFunction({ name: 'a', role: 'acs:ram::1000:role/worker' }));
    issue(aFunction({ name: 'b' }));
    expect(asked).toEqual([
      { accountId: '1000', role: 'worker' },
      { accountId: '1000', role: undefined },
    ]);
  });
});
