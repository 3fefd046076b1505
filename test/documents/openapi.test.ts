import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';

const text = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');

const lint = async (source: string) => {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return found.map(({ severity, ruleId, message }) => `${severity} ${ruleId}: ${message}`);
};

it('docs/openapi.json passes the recommended rules of Redocly', async () => {
  expect(await lint(text)).toEqual([]);
});

it('docs/openapi.json would not pass them with an operation twice, or a body that breaks its schema', async () => {
  const twice = await lint(text.replace('"getHealth"', '"getPeering"'));
  expect(twice.join()).toContain('operation-operationId-unique');
  const wrong = await lint(text.replace('"status": "Queued"', '"status": "Waiting"'));
  expect(wrong.join()).toContain('no-invalid-media-type-examples');
});
