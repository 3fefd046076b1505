import { describe, expect, it } from 'vitest';
import type { DeepHealthReport, Health } from '../../../lib/http/schema/answers.ts';
import { healthLines } from '../../../page/model/health.ts';

const DEEP: DeepHealthReport = {
  status: 'failed',
  checkedAt: '2026-11-24T09:00:00.000Z',
  functions: [
    {
      name: 'peerflow-request',
      ok: true,
      checks: [{ name: 'queue requests', ok: true, detail: 'exists' }],
    },
    {
      name: 'peerflow-poller',
      ok: false,
      checks: [
        { name: 'connections in cn-hangzhou', ok: true, detail: 'can be listed' },
        {
          name: 'queue failed',
          ok: false,
          detail: 'mns:GetQueueAttributes is not allowed',
          remedy: 'Allow it.',
        },
      ],
    },
  ],
};

describe('a health report as lines', () => {
  it('has one line for each check of each function, faults first, with their remedies', () => {
    expect(healthLines(DEEP)).toEqual([
      {
        name: 'peerflow-poller › queue failed',
        value: 'mns:GetQueueAttributes is not allowed',
        isFault: true,
        remedy: 'Allow it.',
      },
      { name: 'peerflow-request › queue requests', value: 'exists', isFault: false },
      {
        name: 'peerflow-poller › connections in cn-hangzhou',
        value: 'can be listed',
        isFault: false,
      },
    ]);
  });

  it('has one line for each member of a report that asked nothing', () => {
    const health: Health = { status: 'ok', configuration: 'ok', credentials: 'context' };
    expect(healthLines(health)).toEqual([
      { name: 'status', value: 'ok', isFault: false },
      { name: 'configuration', value: 'ok', isFault: false },
      { name: 'credentials', value: 'context', isFault: false },
    ]);
  });

  it.each([undefined, null, 'ok', { status: 'broken' }, { functions: 1 }])(
    'has a fault where the answer is none of the API: %j',
    (answer) => {
      expect(healthLines(answer).some(({ isFault }) => isFault)).toBe(true);
    },
  );
});
