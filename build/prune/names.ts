import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every identifier in a text. */
export const namesIn = (text: string): readonly string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

/** Every identifier in the TypeScript files of some folders. */
export const namesUsed = (folders: readonly string[]): ReadonlySet<string> =>
  new Set(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => namesIn(readFileSync(path.join(folder, file), 'utf8'))),
    ),
  );

/** The parts that some texts name, and those that these parts name in turn. */
export const reachable = (
  parts: ReadonlyMap<string, string>,
  from: readonly string[],
): ReadonlySet<string> => {
  const found = new Set<string>();
  const queue = from.filter((name) => parts.has(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...namesIn(parts.get(name) ?? '').filter((each) => parts.has(each)));
  }
  return found;
};
