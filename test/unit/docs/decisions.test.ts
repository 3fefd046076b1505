import { describe, expect, it } from 'vitest';
import { DOCUMENTS, read, tableRows } from './documents.ts';

const records = DOCUMENTS.filter((file) => /^docs\/decisions\/\d{4}-/.test(file));
const numberOf = (file: string): string => String(Number(/(\d{4})-/.exec(file)?.[1]));
const statusOf = (file: string): string => /^- Status: (.+)$/m.exec(read(file))?.[1] ?? 'no status';

/** Numbers that a status names behind a word, e.g. `superseded by [18](...) and [19](...)`. */
const namedBehind = (status: string, word: string): readonly string[] => {
  const at = status.indexOf(word);
  if (at < 0) return [];
  return [...status.slice(at).matchAll(/\[(\d+)\]\(/g)].map(([, number = '']) => number);
};

describe('a decision record', () => {
  it.each(records)('%s has a number, a status and a date', (file) => {
    expect(read(file)).toMatch(
      new RegExp(
        `^# ${numberOf(file)}\\. .+\\n\\n- Status: (accepted|superseded by).*\\n- Date: \\d{4}-\\d\\d-\\d\\d\\n`,
      ),
    );
  });

  it.each(records)('%s names those that overtook it, and is named by them', (file) => {
    for (const by of namedBehind(statusOf(file), 'superseded by')) {
      const newer = records.find((each) => numberOf(each) === by) ?? '';
      expect(namedBehind(statusOf(newer), 'supersedes'), newer).toContain(numberOf(file));
    }
  });
});

describe('the index of decision records', () => {
  it('has every record with its date and status', () => {
    const rows = tableRows(read('docs/decisions/README.md'), 'no.', 'decision', 'date', 'status');
    const expected = records.map((file) => {
      const [, title = ''] = /^# \d+\. (.+)$/m.exec(read(file)) ?? [];
      const [, date = ''] = /^- Date: (.+)$/m.exec(read(file)) ?? [];
      return [numberOf(file), `[${title}](${file.split('/').at(-1)})`, date, statusOf(file)];
    });
    expect(rows).toEqual(expected);
  });
});
