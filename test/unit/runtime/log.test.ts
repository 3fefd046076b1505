import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, logStart, secretsOf } from '../../../lib/runtime/log.ts';

const logged = (level: 'debug' | 'info' = 'info', secrets: readonly string[] = []) => {
  const lines: string[] = [];
  const log = createLog({
    level,
    clock: { now: () => 0 },
    write: (line) => lines.push(line),
    fields: { function: 'f', requestId: 'r' },
    secrets,
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

  it('keeps time, level and message where fields have these names', () => {
    const { log, last } = logged();
    log.error('hello', { level: 'info', msg: 'other', time: 'never', n: 1 });
    expect(last()).toMatchObject({
      time: '1970-01-01T00:00:00.000Z',
      level: 'error',
      msg: 'hello',
      n: 1,
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
    ['a webhook secret in a text', { text: 'whsec_c2VjcmV0c2VjcmV0' }, 'c2VjcmV0'],
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

  it('shows the form that a rule asks for, though it looks like a URL', () => {
    const { log, lines } = logged();
    log.error('Configuration invalid', { detail: 'sink 1 must look like https://{host}/{path}' });
    expect(lines[0]).toContain('https://{host}/{path}');
  });

  it('says once per process which Node.js runs it, with the warnings of the configuration', () => {
    const { log, lines } = logged();
    logStart(log, ['mind the gap']);
    logStart(log, ['mind the gap']);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', msg: 'Process started', node: process.version },
      { level: 'warn', msg: 'mind the gap' },
    ]);
    expect(lines).toHaveLength(2);
  });
});

describe('a live secret', () => {
  const SECRET = 'n0t/a+pattern=at all';
  const ENCODED = encodeURIComponent(SECRET);

  it.each([
    ['the message', (text: string) => [`failed with ${text}`, {}]],
    ['a field', (text: string) => ['x', { detail: `got "${text}"` }]],
    ['a name of a field', (text: string) => ['x', { [text]: 1 }]],
    ['an error', (text: string) => ['x', { error: new Error(text) }]],
    [
      'the code of an error',
      (text: string) => ['x', { error: Object.assign(new Error('x'), { code: text }) }],
    ],
    ['headers', (text: string) => ['x', { headers: { 'x-acs-echo': [text] } }]],
    ['the end of a long text', (text: string) => ['x', { body: `${'y'.repeat(3_990)}${text}` }]],
  ] as const)('is taken out of %s by its value', (_, place) => {
    for (const form of [SECRET, ENCODED]) {
      const { log, lines } = logged('debug', [SECRET]);
      const [msg, fields] = place(form);
      log.with({ same: form }).debug(String(msg), Object(fields));
      expect(lines.join()).not.toContain(form);
      expect(lines.join()).not.toContain(form.slice(0, 8));
    }
  });

  it('is taken out of a text that is cut within it, however many were taken out before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (n, gap) => {
        const { log, lines } = logged('info', [SECRET]);
        log.info('x', { body: `${'y'.repeat(gap)}${SECRET.repeat(n)}${'z'.repeat(5_000)}` });
        expect(lines.join()).not.toContain(SECRET.slice(0, 4));
      }),
    );
  });

  it('is each value of credentials and configuration; empty and short ones take out nothing', () => {
    const credentials = { accessKeyId: 'key-id-1', accessKeySecret: SECRET, securityToken: '' };
    const secrets = secretsOf(credentials, {
      webhookSecrets: ['whsec_abcdefgh'],
      accepterExternalId: 'an-external-id',
    });
    expect(secrets).toEqual(['key-id-1', SECRET, 'whsec_abcdefgh', 'abcdefgh', 'an-external-id']);
    expect(secretsOf(undefined)).toEqual([]);
    const { log, last } = logged('info', ['', 'tag']);
    log.info('the stage of a tag');
    expect(last().msg).toBe('the stage of a tag');
  });
});
