import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FUNCTIONS } from './build.ts';
import { ROOT } from './bundle.ts';

/** `request@1a2b3c4d/main.js:12:34` as the loader names it, `…/request/main.js:12:34`, `main.js:12:34`. */
const PLACE = /(?:(?:[^\s()"'\\]*\/)?([a-z]+)(?:@([0-9a-f]{8}))?\/)?\bmain\.js:(\d+):(\d+)/g;

const isFunction = (name: string | undefined): name is string =>
  FUNCTIONS.some((each) => each === name);

/** The source map of a function in a build, and the hash that the loader shows of its bundle. */
interface Build {
  readonly map: SourceMap;
  readonly hash: string;
}

/** The build in a folder of what `npm run build` writes. Throws when it is missing. */
export const readBuild = (name: string, dist = path.join(ROOT, 'dist')): Build => ({
  map: new SourceMap(JSON.parse(readFileSync(path.join(`${dist}-maps`, `${name}.js.map`), 'utf8'))),
  hash: createHash('sha256')
    .update(readFileSync(path.join(dist, name, 'main.js')))
    .digest('hex')
    .slice(0, 8),
});

/** `lib/x.ts:12:3`, from the root of the project. */
const originOf = ({ map }: Build, line: number, column: number): string | undefined => {
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  const file = path.relative(ROOT, path.resolve(ROOT, 'dist', entry.originalSource));
  return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
};

export interface Traced {
  readonly text: string;
  /** Why some places could not be found. */
  readonly warnings: readonly string[];
}

/**
 * A log or stack trace with every place in a bundle replaced by the place in the source; places in other
 * builds than the one at hand stay. `fallback` is the function to take where a place does not name one.
 */
export const traced = (
  text: string,
  buildOf: (name: string) => Build,
  fallback?: string,
): Traced => {
  const warnings = new Set<string>();
  const builds = new Map<string, Build>();
  const buildFor = (name: string): Build => {
    const build = builds.get(name) ?? buildOf(name);
    builds.set(name, build);
    return build;
  };
  const replaced = text.replace(PLACE, (place, folder?: string, hash?: string, ...at) => {
    const name = hash === undefined ? (fallback ?? folder) : folder;
    const warn = (because: string): string => {
      warnings.add(because);
      return place;
    };
    if (!isFunction(name)) return warn(`${place} names no function: npm run trace -- request`);
    const build = buildFor(name);
    if (hash !== undefined && hash !== build.hash)
      return warn(
        `The trace is of ${name}@${hash}, the build is ${name}@${build.hash}: check out what was deployed and build it`,
      );
    return originOf(build, Number(at[0]), Number(at[1])) ?? place;
  });
  return { text: replaced, warnings: [...warnings] };
};

if (import.meta.filename === process.argv[1]) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const { text, warnings } = traced(readFileSync(0, 'utf8'), readBuild, positionals[0]);
  process.stdout.write(text);
  for (const warning of warnings) process.stderr.write(`trace: ${warning}\n`);
}
