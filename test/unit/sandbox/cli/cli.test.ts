import { describe, expect, it } from 'vitest';
import { formatEntry, readArguments } from '../../../../sandbox/cli/frame.ts';
import type { JournalEntry } from '../../../../sandbox/journal.ts';

const entry = (changes: Partial<JournalEntry> = {}): JournalEntry => ({
  at: Date.parse('2026-01-02T03:04:05.678Z'),
  kind: 'api',
  summary: 'CreateVpcPeerConnection 200 pcc-1',
  detail: {},
  ...changes,
});

describe('formatEntry', () => {
  it('is one plain line without a terminal', () => {
    expect(formatEntry(entry(), false)).toBe(
      '03:04:05.678 api     CreateVpcPeerConnection 200 pcc-1',
    );
  });

  it('has colours on a terminal', () => {
    expect(formatEntry(entry(), true)).toContain('\u001b[');
  });

  it('names the function of a log line, which is whole but for control characters', () => {
    const summary = `a\u001b[31m\nb${'x'.repeat(500)}`;
    const line = formatEntry(entry({ kind: 'log', summary, detail: { function: 'fn' } }), false);
    expect(line).toMatch(/^03:04:05\.678 log {5}fn: a \[31m bx{500}$/);
  });
});

describe('readArguments', () => {
  it('has defaults', () => {
    expect(readArguments([])).toEqual({
      kind: 'run',
      arguments: {
        port: 9000,
        fixture: undefined,
        serverless: undefined,
        isBuilt: false,
        signed: false,
      },
    });
  });

  it('reads every option', () => {
    const words = [
      '--port',
      '0',
      '--fixture',
      'f.json',
      '--serverless=s.yaml',
      '--signed',
      '--no-build',
    ];
    expect(readArguments(words)).toEqual({
      kind: 'run',
      arguments: { port: 0, fixture: 'f.json', serverless: 's.yaml', isBuilt: true, signed: true },
    });
  });

  it.each([[['--nope']], [['stray']], [['--port', 'x']], [['--port', '70000']], [['--port']]])(
    'refuses %j',
    (words) => {
      expect(readArguments(words)).toMatchObject({ kind: 'wrong', reason: expect.any(String) });
    },
  );

  it('knows help', () => {
    expect(readArguments(['-h'])).toEqual({ kind: 'help' });
  });
});
