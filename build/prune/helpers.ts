import { createHash } from 'node:crypto';
import type { Plugin } from 'esbuild';
import { namesIn, reachable } from './names.ts';
import type { SdkSource } from './sdk-source.ts';

/** `var __importStar = (this && this.__importStar) || …`, as TypeScript writes it into each file that needs it. */
const HELPER = /^var (__\w+) = \(this && this\.\1\) \|\|/;
const NAMESPACE = 'helper';

/** Helpers of the TypeScript compiler by what they are called in a bundle. */
export type Helpers = Map<string, string>;

/** Puts helpers of a file, with those that they need, where all files find them: the same text is there once. */
export const shareHelpers = (source: SdkSource, shared: Helpers): void => {
  const statements = source.body.map((node) => ({ node, text: source.textOf(node) }));
  const isHelper = ({ text }: { readonly text: string }) => HELPER.test(text);
  const helpers = statements.filter(isHelper).map(({ node, text }) => {
    const [, name = ''] = HELPER.exec(text) ?? [];
    return { name, node, text };
  });
  const texts = new Map(helpers.map(({ name, text }) => [name, text]));
  const others = statements.filter((it) => !isHelper(it));
  const used = new Set(others.flatMap(({ text }) => namesIn(text)));
  for (const { name, node } of helpers) {
    if (!used.has(name)) {
      source.remove(node);
      continue;
    }
    const needed = reachable(texts, [name]);
    const text = [...texts].flatMap(([each, its]) => (needed.has(each) ? its : [])).join('\n');
    const id = `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    shared.set(id, `${text}\nmodule.exports = ${name};`);
    source.overwrite(node, `var ${name} = require("${NAMESPACE}:${id}");`);
  }
};

/** Finds the helpers that the files of a build share. */
export const serveHelpers = (build: Parameters<Plugin['setup']>[0], shared: Helpers): void => {
  build.onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
    path: path.slice(NAMESPACE.length + 1),
    namespace: NAMESPACE,
  }));
  build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: id }) => ({
    contents: shared.get(id) ?? '',
  }));
};
