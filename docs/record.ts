import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { documentFiles, recordedBlocks } from './record/blocks.ts';

/**
 * Records the output that documents show: every block between `<!-- recorded: COMMAND -->` and
 * `<!-- /recorded -->` gets what the command prints. With arguments only commands that contain one of them run.
 *
 *   npx tsx docs/record.ts [part of a command ...]
 */
const ROOT = path.resolve(import.meta.dirname, '..');

/** What npm and the build say of themselves is not shown. */
const isShown = (line: string): boolean => !/^> |^Building /.test(line);

/** What a command prints; a failing one is recorded too, since that may be what is shown. */
const run = async (command: string): Promise<string> => {
  const options = { cwd: ROOT, maxBuffer: 1 << 24 };
  const { stdout } = await promisify(execFile)('bash', ['-c', command], options).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  const lines = stripVTControlCharacters(stdout).split('\n').filter(isShown);
  const text = lines.join('\n').trim();
  if (text === '') throw new Error(`${command} printed nothing`);
  return lines.join('\n').replace(/^\n+/, '').trimEnd();
};

const wanted = process.argv.slice(2);
const outputs = new Map<string, string>();

for (const file of await documentFiles(ROOT)) {
  let text = await readFile(file, 'utf8');
  for (const { command, whole } of recordedBlocks(text)) {
    if (wanted.length > 0 && !wanted.some((part) => command.includes(part))) continue;
    const output = outputs.get(command) ?? (await run(command));
    outputs.set(command, output);
    const block = `<!-- recorded: ${command} -->\n\`\`\`text\n${output}\n\`\`\`\n<!-- /recorded -->`;
    text = text.replace(whole, () => block);
    console.log(`${path.relative(ROOT, file)}: ${command}`);
  }
  await writeFile(file, text);
}
