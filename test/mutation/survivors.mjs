// Writes survivors.md from reports of Stryker and from reasons.mjs: node test/mutation/survivors.mjs mutation.json ...
// Parts that are not among the reports stay in it as they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { REASONS } from './reasons.mjs';

const LIST = new URL('survivors.md', import.meta.url);
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

/** Parts within parts, with mutants enough to be run by themselves. */
const APART = ['lib/intake/json', 'lib/peering/commands/create'];

const partOf = (file) => {
  const [, part, folder, within] = file.split('/');
  const apart = APART.find((each) => file.startsWith(`${each}/`));
  if (apart !== undefined) return apart;
  return part === 'peering' && within !== undefined ? `lib/${part}/${folder}` : `lib/${part}`;
};

const parts = new Map();
const byReason = new Map();

const add = (reason, file, change) => {
  const rows = byReason.get(reason) ?? new Map();
  byReason.set(reason, rows);
  rows.set(file, [...(rows.get(file) ?? []), change]);
};

/** What the list says of other parts, each of which was reported as a whole before. */
const keep = (list) => {
  const reported = new Set([...files.keys()].map(partOf));
  let reason = '';
  for (const line of list.split('\n')) {
    const [, part, , dead, alive] = /^\| `(.+)` \| (\d+) \| (\d+) \| (\d+) \|/.exec(line) ?? [];
    if (part && !reported.has(part)) parts.set(part, { dead: Number(dead), alive: Number(alive) });
    reason = /^### (.+) \(\d+\)$/.exec(line)?.[1] ?? reason;
    const [, file, change] = /^- `([^`]+)`: (.+)$/.exec(line) ?? [];
    if (file && !reported.has(partOf(file))) add(reason, file, change);
  }
};
keep(readFileSync(LIST, 'utf8'));

for (const [file, { source, mutants }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const part = parts.get(partOf(file)) ?? { dead: 0, alive: 0 };
  parts.set(partOf(file), part);
  for (const { status, mutatorName: mutator, location, replacement } of mutants) {
    if (DEAD.includes(status)) part.dead += 1;
    if (!ALIVE.includes(status)) continue;
    part.alive += 1;
    const survivor = { file, mutator, code: codeAt(source, location), to: replacement ?? '' };
    add(reasonOf(survivor), file, `\`${short(survivor.code)}\` → \`${short(survivor.to)}\``);
  }
}

const rate = ({ dead, alive }) => `${((100 * dead) / (dead + alive)).toFixed(1)} %`;
const whole = [...parts.values()].reduce(
  (sum, { dead, alive }) => ({ dead: sum.dead + dead, alive: sum.alive + alive }),
  { dead: 0, alive: 0 },
);
const row = (name, part) =>
  `| ${name} | ${part.dead + part.alive} | ${part.dead} | ${part.alive} | ${rate(part)} |`;
const order = [...REASONS.map(({ reason }) => reason), ...byReason.keys()].filter(
  (reason) => reason !== OPEN,
);
order.push(OPEN);
const sections = [...new Set(order)].flatMap((reason) => {
  const rows = byReason.get(reason);
  if (!rows) return [];
  const count = [...rows.values()].flat().length;
  return [
    `### ${reason} (${count})`,
    ...[...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([file, each]) => each.map((change) => `- \`${file}\`: ${change}`)),
    '',
  ];
});

writeFileSync(
  LIST,
  [
    '# What survives, and why',
    '',
    'Written by `survivors.mjs` from reports of whole parts and the reasons in `reasons.mjs`; parts that were not among the',
    'reports stay as they were. Held against the tests beside the code alone (`beside`): what later stages kill is still',
    'listed.',
    '',
    '| part | mutants | killed | survive | score |',
    '|---|---|---|---|---|',
    ...[...parts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => row(`\`${name}\``, part)),
    row('together', whole),
    '',
    '## The survivors by reason',
    'A change as Stryker makes it: the code, and what stands in its place.',
    '',
    ...sections,
  ].join('\n'),
);
const isReported = ({ file }) => [...files.keys()].some((each) => each.startsWith(`lib/${file}`));
for (const reason of REASONS.filter((each) => isReported(each) && !used.has(each)))
  console.warn(`No survivor has this reason any more: ${JSON.stringify(reason)}`);
console.log(`${whole.dead} of ${whole.dead + whole.alive} killed, ${rate(whole)}.`);
