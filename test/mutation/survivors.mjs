// Writes survivors.md from reports of Stryker and from reasons.mjs: node test/mutation/survivors.mjs mutation.json ...
import { readFileSync, writeFileSync } from 'node:fs';
import { REASONS } from './reasons.mjs';

const ALIVE = ['Survived', 'NoCoverage'];
const DEAD = ['Killed', 'Timeout'];
const OPEN = 'Open: worth a test, not written yet';

/** Of several reports on one file the last counts. */
const files = new Map();
for (const report of process.argv.slice(2))
  for (const [file, content] of Object.entries(JSON.parse(readFileSync(report, 'utf8')).files))
    files.set(file, content);

const codeAt = (source, { start, end }) => {
  const lines = source.split('\n');
  const first = lines[start.line - 1];
  return start.line === end.line
    ? first.slice(start.column - 1, end.column - 1)
    : `${first.slice(start.column - 1)} …`;
};

const short = (text) => {
  const line = text.replace(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > 90 ? `${line.slice(0, 90)}…` : line;
};

const isMet = (given, text) =>
  given === undefined || (typeof given === 'string' ? text.includes(given) : given.test(text));

const used = new Set();
const reasonOf = (survivor) => {
  const found = REASONS.find(
    ({ file, mutator, code, to }) =>
      survivor.file.startsWith(`lib/${file ?? ''}`) &&
      isMet(mutator, survivor.mutator) &&
      isMet(code, survivor.code) &&
      isMet(to, survivor.to),
  );
  if (found) used.add(found);
  return found?.reason ?? OPEN;
};

const partOf = (file) => {
  const [, part, folder, within] = file.split('/');
  return part === 'peering' && within !== undefined ? `lib/${part}/${folder}` : `lib/${part}`;
};

const parts = new Map();
const byReason = new Map();
for (const [file, { source, mutants }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const part = parts.get(partOf(file)) ?? { dead: 0, alive: 0 };
  parts.set(partOf(file), part);
  for (const { status, mutatorName: mutator, location, replacement } of mutants) {
    if (DEAD.includes(status)) part.dead += 1;
    if (!ALIVE.includes(status)) continue;
    part.alive += 1;
    const survivor = { file, mutator, code: codeAt(source, location), to: replacement ?? '' };
    const reason = reasonOf(survivor);
    const rows = byReason.get(reason) ?? new Map();
    byReason.set(reason, rows);
    rows.set(file, [
      ...(rows.get(file) ?? []),
      `\`${short(survivor.code)}\` → \`${short(survivor.to)}\``,
    ]);
  }
}

const rate = ({ dead, alive }) => `${((100 * dead) / (dead + alive)).toFixed(1)} %`;
const whole = [...parts.values()].reduce(
  (sum, { dead, alive }) => ({ dead: sum.dead + dead, alive: sum.alive + alive }),
  { dead: 0, alive: 0 },
);
const row = (name, part) =>
  `| ${name} | ${part.dead + part.alive} | ${part.dead} | ${part.alive} | ${rate(part)} |`;
const order = [...REASONS.map(({ reason }) => reason), OPEN];
const sections = [...new Set(order)].flatMap((reason) => {
  const rows = byReason.get(reason);
  if (!rows) return [];
  const count = [...rows.values()].flat().length;
  return [
    `### ${reason} (${count})`,
    ...[...rows].flatMap(([file, each]) => each.map((change) => `- \`${file}\`: ${change}`)),
    '',
  ];
});

writeFileSync(
  new URL('survivors.md', import.meta.url),
  [
    '# What survives, and why',
    '',
    'Written by `survivors.mjs` from the reports of a run and the reasons in `reasons.mjs`. Parts that are missing were not',
    'among the reports. Held against the tests beside the code alone (`beside`): what later stages kill is still listed.',
    '',
    '| part | mutants | killed | survive | score |',
    '|---|---|---|---|---|',
    ...[...parts].map(([name, part]) => row(`\`${name}\``, part)),
    row('together', whole),
    '',
    '## The survivors by reason',
    'A change as Stryker makes it: the code, and what stands in its place.',
    '',
    ...sections,
  ].join('\n'),
);
for (const reason of REASONS.filter((each) => !used.has(each)))
  console.warn(`No survivor has this reason any more: ${JSON.stringify(reason)}`);
console.log(`${whole.dead} of ${whole.dead + whole.alive} killed, ${rate(whole)}.`);
