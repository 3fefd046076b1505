import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every identifier in a text. */
export const namesIn = (text: string): readonly string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

/** Every identifier in the TypeScript files of some folders: whatever they call of an SDK is among them. */
export const namesUsed = (folders: readonly string[]): ReadonlySet<string> =>
  new Set(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => namesIn(readFileSync(path.join(folder, file), 'utf8'))),
    ),
  );
