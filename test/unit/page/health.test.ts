import { describe, expect, it } from 'vitest';
import { healthLines } from '../../../page/model/health.ts';

const faults = (report: unknown) =>
  healthLines(report)
    .filter(({ isFault }) => isFault)
    .map(({ path }) => path);

describe('a health report as lines', () => {
  it('makes one line of each question of a deep check, with its remedy', () => {
    const checks = [
      { ok: true, name: 'queue requests', detail: 'exists' },
      { ok: false, name: 'event bus main', detail: 'not allowed', remedy: 'Allow it.' },
    ];
    expect(healthLines({ worker: { checks } })).toEqual([
      { path: 'worker › checks › queue requests', value: 'exists', isFault: false },
      {
        path: 'worker › checks › event bus main',
        value: 'not allowed',
        isFault: true,
        remedy: 'Allow it.',
      },
    ]);
  });

  it('walks objects and lists, and names the parts of lists', () => {
    const report = {
      status: 'ok',
      regions: ['cn-hangzhou', 'cn-shanghai'],
      functions: { worker: { status: 'ok' } },
      checks: [{ name: 'queue requests', status: 'ok' }],
      empty: [],
      nothing: null,
    };
    expect(healthLines(report).map(({ path, value }) => `${path}=${value}`)).toEqual([
      'status=ok',
      'regions=cn-hangzhou, cn-shanghai',
      'functions › worker › status=ok',
      'checks › queue requests › name=queue requests',
      'checks › queue requests › status=ok',
    ]);
  });

  it.each([
    ['a status that is not ok', { worker: { status: 'failed' } }, ['worker › status']],
    ['an ok that is false', { bus: { ok: false } }, ['bus › ok']],
    [
      'a right that is missing',
      { router: { missing: ['vpc:DescribeVpcs'] } },
      ['router › missing'],
    ],
    ['everything within faults', { faults: [{ code: 'X' }], errors: [] }, ['faults › X › code']],
    ['a role that is absent, which is a choice', { accepterRole: 'absent' }, []],
  ])('marks %s', (_what, report, expected) => {
    expect(faults(report)).toEqual(expected);
  });
});
