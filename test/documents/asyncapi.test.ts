import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { expect, it } from 'vitest';
import { EVENT_TYPES } from '../../lib/peering/model/event.ts';
import { ACTIONS } from '../../lib/peering/model/request.ts';

const text = readFileSync(new URL('../../docs/asyncapi.json', import.meta.url), 'utf8');
const parse = (source: string) => new Parser().parse(source);

it('docs/asyncapi.json describes requests and events without a finding above info', async () => {
  const { document, diagnostics } = await parse(text);
  expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
  expect(
    document
      ?.allMessages()
      .all()
      .map((message) => message.name())
      .sort(),
  ).toEqual([...EVENT_TYPES, ...ACTIONS.map((action) => `${action} request`)].sort());
});

it('docs/asyncapi.json would be refused with a reference to nothing', async () => {
  const { diagnostics } = await parse(text.replace('"$ref": "#/', '"$ref": "#/nowhere/'));
  expect(diagnostics.some(({ severity }) => severity === 0)).toBe(true);
});
