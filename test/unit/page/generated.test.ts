import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPage, moduleOf } from '../../../page/build.ts';
import { pageCsp, pageHtml } from '../../../page/page.generated.ts';
import { servePage } from '../../../page/serve.ts';

const FILE = path.resolve(import.meta.dirname, '../../../page/page.generated.ts');

const inside = (element: string): string =>
  new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(pageHtml)?.[1] ?? '';

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the generated page', () => {
  it('is what its sources make (`npm run page:build` if not)', async () => {
    expect((await readFile(FILE, 'utf8')) === moduleOf(await buildPage())).toBe(true);
  });

  it('is under 80 KB', () => {
    expect(Buffer.byteLength(pageHtml)).toBeLessThan(80_000);
  });

  it('lets only its own script and style run, by their hashes', () => {
    expect(pageCsp).toContain(`script-src ${hashOf(inside('script'))};`);
    expect(pageCsp).toContain(`style-src ${hashOf(inside('style'))};`);
    expect(pageCsp).toContain("default-src 'none'");
    expect(pageCsp).not.toMatch(/unsafe/);
    expect(pageHtml).toContain(pageCsp.replace("; frame-ancestors 'none'", ''));
  });

  it('has no inline event handler, no style attribute and no address of another origin', () => {
    const markup = pageHtml.replace(inside('script'), '').replace(inside('style'), '');
    expect(markup).not.toMatch(/\son\w+=/);
    expect(markup).not.toMatch(/\sstyle=/);
    const urls = pageHtml.match(/https?:\/\/[^\s"'`)]+/g) ?? [];
    expect(urls.filter((url) => !url.startsWith('http://www.w3.org/'))).toEqual([]);
  });
});

describe('serving the page', () => {
  it('answers GET and HEAD of the root, with the policy as a header', () => {
    const answer = servePage({ method: 'GET', path: '/' });
    expect(answer?.body).toBe(pageHtml);
    expect(answer?.headers['content-security-policy']).toBe(pageCsp);
    expect(servePage({ method: 'HEAD', path: '/' })).toMatchObject({ status: 200, body: '' });
  });

  it('leaves everything else to others', () => {
    expect(servePage({ method: 'POST', path: '/' })).toBeUndefined();
    expect(servePage({ method: 'GET', path: '/peerings' })).toBeUndefined();
  });
});
