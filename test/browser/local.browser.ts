import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openBrowser } from './browser.ts';
import { startStub } from './stub.ts';
import { hubOf } from './world.ts';

const BIN = path.resolve(import.meta.dirname, '../../cli/bin.js');

/** Runs `peerflow page` against a server until `work` is done. */
const withLocalPage = async (
  endpoint: string,
  work: (url: string) => Promise<void>,
): Promise<number | null> => {
  const args = [BIN, 'page', '--endpoint', endpoint, '--output', 'json'];
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    // Without a line the program has ended: this fails instead of waiting for ever.
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    await work(JSON.parse(String(value)).url);
  } finally {
    child.kill('SIGTERM');
  }
  await ended;
  return child.exitCode;
};

test('`peerflow page` serves the page on loopback and passes its calls on', async () => {
  const stub = await startStub(hubOf(20, Date.now()));
  const browser = await openBrowser();
  try {
    const exit = await withLocalPage(stub.url, async (url) => {
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
      const page = await browser.context.newPage();
      await page.goto(`${url}#connection=pcc-bp10011k2v9w3x8q`);
      await page.locator('dialog.detail').getByRole('button', { name: 'Accept' }).click();
      await page.locator('dialog.ask').getByRole('button', { name: 'Accept' }).click();
      await page.getByText('Accepted. The connection is being activated.').waitFor();
      assert.ok(stub.calls.includes('POST /peerings/pcc-bp10011k2v9w3x8q/accept'));
    });
    assert.equal(exit, 0);
  } finally {
    await browser.close();
    await stub.close();
  }
});
