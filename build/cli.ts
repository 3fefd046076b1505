import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parsePolicy } from '../lib/peering/policy/parse.ts';
import { type BuiltFunction, build, buildIfChanged } from './build.ts';

const USAGE = `Usage: npm run build [-- options]

Builds every function into dist/: index.js, main.js, its code cache, and a bill of materials; source maps
into dist-maps/.

  --policy <file>   puts this policy beside each bundle; set PEERFLOW_POLICY=policy.json to use it
  --if-changed      builds only where the sources have changed since the last build
  -h, --help        this text
`;

const inKb = (bytes: number): string => (bytes / 1000).toFixed(0);

const lineOf = ({ name, sizes: { code, whole, zipped } }: BuiltFunction): string =>
  `dist/${name}  ${inKb(code)} KB, with its code cache ${inKb(whole)} KB, zipped ${inKb(zipped)} KB`;

/** A rehearsal that failed leaves a cache that saves less, and nothing else. */
const warningsOf = ({ name, answers }: BuiltFunction): readonly string[] =>
  answers
    .filter((answer) => typeof answer === 'string')
    .map((answer) => `Warning: the rehearsal of ${name} failed: ${answer}`);

/** The text of a policy file. Throws with every fault of it. */
const readPolicy = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8');
  const parsed = parsePolicy(text, () => text);
  if (parsed.ok) return text;
  const faults = parsed.faults.map(({ pointer, detail }) => `  ${pointer} ${detail}`);
  throw new Error(`${file} is not a valid policy:\n${faults.join('\n')}`);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      policy: { type: 'string' },
      'if-changed': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  if (values['if-changed']) return void (await buildIfChanged());
  const policy = values.policy === undefined ? undefined : await readPolicy(values.policy);
  const built = await build({ policy });
  const lines = [...built.map(lineOf), ...built.flatMap(warningsOf)];
  if (policy !== undefined)
    lines.push('Each function has the policy as policy.json: set PEERFLOW_POLICY=policy.json.');
  process.stdout.write(`${lines.join('\n')}\n`);
};

await main().catch((error: unknown) => {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
