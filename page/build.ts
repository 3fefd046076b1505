import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { shellOf } from './shell.ts';

const HERE = import.meta.dirname;
const GENERATED = path.join(HERE, 'page.generated.ts');

/** Bundles one entry of the page; the same sources give the same bytes. */
const bundled = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(HERE, entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    format: 'iife',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    legalComments: 'none',
    absWorkingDir: HERE,
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  // The HTML parser ends the element at the first end tag, wherever it stands.
  if (/<\/(script|style)/i.test(text)) throw new Error(`${entry} contains an end tag`);
  return text;
};

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A page may run its own script, use its own style and talk to its own origin; nothing else. */
const policyFor = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

export interface BuiltPage {
  readonly html: string;
  /** The Content-Security-Policy to send along; in the page itself it may not forbid framing. */
  readonly csp: string;
}

/** Makes the page from its sources: one file without external resources. */
export const buildPage = async (): Promise<BuiltPage> => {
  const [script, style] = await Promise.all([bundled('view/main.ts'), bundled('style/main.css')]);
  const policy = policyFor(script, style);
  const html = shellOf({ policy, style, script });
  return { html, csp: `${policy}; frame-ancestors 'none'` };
};

/** The page as a module, so that whoever serves it needs no file beside it. */
export const moduleOf = ({ html, csp }: BuiltPage): string =>
  [
    '// Made by `npm run page:build` from the sources in page/; the tests check that it is current.',
    `export const pageHtml = ${JSON.stringify(html)};`,
    `export const pageCsp = ${JSON.stringify(csp)};`,
    '',
  ].join('\n');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const page = await buildPage();
  await writeFile(GENERATED, moduleOf(page));
  process.stdout.write(`${GENERATED}: ${Buffer.byteLength(page.html)} bytes of HTML\n`);
}
