import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../lib/runtime/log.ts';

const logged = (level: 'debug' | 'info' = 'info') => {
  const lines: string[] = [];
  const log = createLog({
    level,
    clock: { now: () => 0 },
    write: (line) => lines.push(line),
    fields: { function: 'f', requestId: 'r' },
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') };
};

describe('the log', () => {
  it('writes one JSON object a line', () => {
    const { log, last } = logged();
    log.with({ item: 'i' }).warn('hello', { n: 1n });
    expect(last()).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      msg: 'hello',
      function: 'f',
      requestId: 'r',
      item: 'i',
      n: '1',
    });
  });

  it('keeps quiet below its level', () => {
    const { log, lines } = logged();
    log.debug('nothing');
    expect(lines).toEqual([]);
  });

  it.each([
    ['a URL with a signature', { error: new Error('POST http://h/?Signature=abc failed.') }, 'abc'],
    ['a token by its name', { securityToken: 'CAIS-secret' }, 'CAIS-secret'],
    ['a key in a text', { text: 'LTAI5tSECRETSECRET is wrong' }, 'LTAI5tSECRETSECRET'],
    ['a secret deep inside', { a: { b: [{ accessKeySecret: 'hidden-one' }] } }, 'hidden-one'],
    ['a password in a text', { text: 'password=hunter2' }, 'hunter2'],
  ])('never shows %s', (_, fields, secret) => {
    const { log, lines } = logged();
    log.error('x', fields);
    expect(lines.join()).not.toContain(secret);
  });

  it('never throws and never breaks a line, whatever it is given', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), fc.string(), (value, msg) => {
        const { log, lines } = logged('debug');
        log.info(msg, { value, cyclic });
        expect(lines[0]).not.toContain('\n');
        expect(JSON.parse(lines[0] ?? '').msg).toBe(msg);
      }),
    );
  });
});
