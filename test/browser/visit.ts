import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Browser } from './browser.ts';
import { type Stub, startStub } from './stub.ts';
import type { StubRow } from './world.ts';

export interface Visit {
  readonly page: Page;
  readonly stub: Stub;
  /** What the page wrote to the console, threw, or asked for beyond its own origin. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly rows: StubRow[];
  readonly width?: number;
  readonly height?: number;
  /** Fragment of the address. */
  readonly fragment?: string;
  readonly prepare?: (stub: Stub) => void;
}

const watch = (page: Page, origin: string, complaints: string[]): void => {
  page.on('console', (message) => {
    // Chromium writes every answer of 400 and above to the console by itself.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) complaints.push(`asked for ${url}`);
  });
};

/** Opens the page against a server of its own, and checks afterwards that nothing went wrong. */
export const visiting = async (
  browser: Browser,
  options: VisitOptions,
  work: (visit: Visit) => Promise<void>,
): Promise<void> => {
  const stub = await startStub(options.rows);
  options.prepare?.(stub);
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  watch(page, stub.url, complaints);
  try {
    await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 800 });
    await page.goto(stub.url + (options.fragment ?? ''));
    await work({ page, stub, complaints });
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
    await stub.close();
  }
};

/** True if nothing has to be scrolled sideways. */
export const fitsWidth = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
