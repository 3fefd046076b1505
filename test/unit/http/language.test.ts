import { describe, expect, it, test } from 'vitest';
import { finalise, languageOf } from '../../../lib/http/answer.ts';
import { problem } from '../../../lib/http/problem.ts';
import { ownFailure } from '../../../lib/peering/errors/failure.ts';

describe('the language of an answer', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['ZH-hant-TW, en;q=0.5', 'zh'],
    ['en, zh', 'en'],
    ['zh, en', 'zh'],
    ['en;q=0.3, zh;q=0.4', 'zh'],
    ['zh;q=0.3, en;q=0.4', 'en'],
    ['fr, zh;q=0.1', 'zh'],
    ['fr', 'en'],
    ['*', 'en'],
    ['zh;q=0', 'en'],
    ['en;q=0, *', 'zh'],
    ['zh;q=2, en', 'en'],
    ['zhuang', 'en'],
    [';;', 'en'],
  ])('%s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

const reply = problem({
  failure: ownFailure('InvalidRequest', 'The request has 1 fault; nothing was called.'),
  requestId: 'r',
  errors: [{ pointer: '/vpcId', detail: 'is missing' }],
});
const call = (headers = {}, prefix = '') => ({ headers, prefix });

describe('an answer as it goes out', () => {
  it('is in the language of its caller, and says so', () => {
    const facts = { language: 'zh', invocationId: 'i' } as const;
    const { headers, body } = finalise(call(), reply, facts);
    expect(headers).toMatchObject({ 'content-language': 'zh-CN', vary: 'accept-language' });
    expect(JSON.parse(body)).toMatchObject({
      title: '请求无效',
      detail: '请求有 1 处错误；未进行任何调用。',
      errors: [{ pointer: '/vpcId', detail: '缺失' }],
      errorCount: 1,
      code: 'InvalidRequest',
    });
  });

  it('has its paths behind the prefix of a custom domain', () => {
    const facts = { language: 'en', invocationId: 'i' } as const;
    const found = { ...reply, headers: { ...reply.headers, location: '/peerings/pcc-1' } };
    const { headers, body } = finalise(call({}, '/api'), found, facts);
    expect(headers.location).toBe('/api/peerings/pcc-1');
    expect(JSON.parse(body).type).toBe('/api/openapi.json#/x-problem-types/InvalidRequest');
  });

  it('is never sniffed, and names the call', () => {
    const facts = { language: 'en', invocationId: 'i' } as const;
    const named = finalise(call({ 'x-request-id': 'mine' }), reply, facts);
    const odd = finalise(call({ 'x-request-id': 'two words' }), reply, facts);
    expect(named.headers).toMatchObject({
      'x-request-id': 'mine',
      'x-content-type-options': 'nosniff',
    });
    expect(odd.headers['x-request-id']).toBe('i');
  });
});

describe('a problem', () => {
  it('has at most 50 errors and their number, and texts of bounded length', () => {
    const errors = Array.from({ length: 120 }, (_, at) => ({
      pointer: `/${at}`,
      detail: 'x'.repeat(9_000),
    }));
    const failure = ownFailure('InvalidRequest', 'y'.repeat(9_000));
    const { body } = problem({ failure, requestId: null, errors });
    const text = JSON.stringify(body);
    expect(body).toMatchObject({ errorCount: 120, errors: { length: 50 } });
    expect(text.length).toBeLessThan(50 * 2_100 + 4_000);
  });
});
