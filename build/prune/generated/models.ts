const HEAD = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });`;

/** Lines of the index beside the exports themselves: they say what will be exported. */
const FRAME =
  /^(?:"use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|exports\.\w+ = .*void 0;|\/\/.*|)$/;
const REQUIRE = /^var (\w+) = require\("\.\/\w+"\);$/;
const EXPORT =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/;

/** The lines that export each model, by its name; `undefined` when a line is none that is known. */
const exportsIn = (source: string): ReadonlyMap<string, string> | undefined => {
  const found = new Map<string, string>();
  const requires = new Map<string, string>();
  for (const line of source.split('\n')) {
    const [, variable] = REQUIRE.exec(line) ?? [];
    const [, name, from, same] = EXPORT.exec(line) ?? [];
    if (variable !== undefined) requires.set(variable, line);
    else if (name !== undefined && name === same && requires.has(from ?? ''))
      found.set(name, `${requires.get(from ?? '')}\n${line}`);
    else if (!FRAME.test(line)) return undefined;
  }
  return found;
};

/**
 * The index of a generated SDK's models with those only that the kept methods make (`needed`) or our code
 * names. `undefined` when the source is not what the generator is known to write, or lacks a needed one.
 */
export const pruneModels = (
  source: string,
  needed: readonly string[],
  used: ReadonlySet<string>,
): string | undefined => {
  const known = exportsIn(source);
  if (!known || !needed.every((name) => known.has(name))) return undefined;
  const kept = [...known].filter(([name]) => needed.includes(name) || used.has(name));
  return [HEAD, ...kept.map(([, lines]) => lines)].join('\n');
};

const HELPERS =
  /^"use strict";\nvar __createBinding = [\s\S]*?\n(?=Object\.defineProperty\(exports, "__esModule")/;
const IMPORT = 'const $dara = __importStar(require("@darabonba/typescript"));';

/**
 * One model without the compiler's import helpers, which each of hundreds of files repeats: the runtime
 * that they import is marked as a module, and for such the helper returns it unchanged.
 */
export const pruneModel = (source: string): string | undefined => {
  const bare = source
    .replace(HELPERS, '"use strict";\n')
    .replace(IMPORT, 'const $dara = require("@darabonba/typescript");');
  return HELPERS.test(source) && source.includes(IMPORT) && !/\b__\w+\(/.test(bare)
    ? bare
    : undefined;
};
