import { describe, expect, it } from 'vitest';
import { formatEntry } from '../../../../sandbox/cli/frame.ts';
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
