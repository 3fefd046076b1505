import path from 'node:path';
import type { Metafile } from 'esbuild';

/** The chunks that load with `index.js`: what it imports statically, and what those import. */
export const staticClosure = ({ outputs }: Metafile): ReadonlySet<string> => {
  const byName = new Map(Object.entries(outputs).map(([file, it]) => [path.basename(file), it]));
  const closure = new Set<string>();
  const add = (name: string): void => {
    if (closure.has(name)) return;
    closure.add(name);
    for (const { path: file, kind } of byName.get(name)?.imports ?? [])
      if (kind === 'import-statement' && byName.has(path.basename(file))) add(path.basename(file));
  };
  add('index.js');
  return closure;
};
