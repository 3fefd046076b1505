import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { CUTS, STUBS } from './assumptions.ts';

const STUB_FOLDER = path.resolve(import.meta.dirname, 'stubs');

/** The package name of an import: `@scope/name/x` and `name/x` without the rest. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * Keeps out of the bundles what can never run in these functions: WebSocket and proxy stacks, date and
 * XML libraries that only unused paths reach, the credentials provider chain. Each cut states what the
 * SDK's source must still look like; when an update breaks that, the build fails and names the file.
 */
export const pruneSdks = (): Plugin => ({
  name: 'prune-sdks',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, ({ path: specifier, importer }) => {
      if (!importer.includes('node_modules')) return undefined;
      const stub = STUBS[specifier] ?? STUBS[packageOf(specifier)];
      return stub === undefined ? undefined : { path: path.join(STUB_FOLDER, stub) };
    });
    for (const { file, cut, because } of CUTS)
      build.onLoad({ filter: file }, async ({ path: source }) => {
        const text = await readFile(source, 'utf8');
        const contents = cut(text);
        if (contents === undefined)
          throw new Error(
            `${path.relative(process.cwd(), source)} no longer looks as the pruning assumes (${because}). Read the new source, then correct build/prune/assumptions.ts.`,
          );
        return { contents, loader: 'js' };
      });
  },
});
