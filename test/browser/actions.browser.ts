import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from './browser.ts';
import { visiting } from './visit.ts';
import { hubOf } from './world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const hub = (count = 20) => hubOf(count, Date.now());
const ACCEPTING = 'pcc-bp10011k2v9w3x8q';
const ACTIVATED = 'pcc-bp10005k2v9w3x8q';

test('accepting by hand asks first, calls once and shows the new state', () =>
  visiting(
    browser,
    { rows: hub(), fragment: `#connection=${ACCEPTING}` },
    async ({ page, stub }) => {
      const accept = page.locator('dialog.detail').getByRole('button', { name: 'Accept' });
      await accept.click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      assert.ok(!stub.calls.some((call) => call.startsWith('POST')));
      await accept.click();
      await page.getByRole('dialog', { name: 'Accept this connection?' }).waitFor();
      await page.locator('dialog.ask').getByRole('button', { name: 'Accept' }).click();
      await page.getByText('Accepted. The connection is being activated.').waitFor();
      await page.locator('dialog.detail .chip', { hasText: 'Updating' }).waitFor();
      const posts = stub.calls.filter((call) => call.startsWith('POST'));
      assert.deepEqual(posts, [`POST /peerings/${ACCEPTING}/accept`]);
    },
  ));

test('deleting by hand asks first, with the keyboard alone', () =>
  visiting(
    browser,
    { rows: hub(), fragment: `#connection=${ACTIVATED}` },
    async ({ page, stub }) => {
      const remove = page.locator('dialog.detail').getByRole('button', { name: 'Delete' });
      await remove.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Delete this connection?' }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('dialog.ask').waitFor({ state: 'detached' });
      assert.ok(!stub.calls.some((call) => call.startsWith('DELETE')));
      await remove.focus();
      await page.keyboard.press('Enter');
      // Cancel has the focus, so that Enter alone deletes nothing.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('The delete is under way.').waitFor();
      await page.locator('dialog.detail .chip', { hasText: 'Deleting' }).waitFor();
      const deletes = stub.calls.filter((call) => call.startsWith('DELETE'));
      assert.deepEqual(deletes, [`DELETE /peerings/${ACTIVATED}`]);
    },
  ));

test('a refused delete shows its reason and its remedy', () =>
  visiting(
    browser,
    { rows: hub(), fragment: `#connection=${ACTIVATED}` },
    async ({ page, stub }) => {
      stub.refusal = {
        status: 403,
        body: {
          title: 'Policy denied',
          status: 403,
          detail: 'The rule "only ours" denies it.',
          code: 'PolicyDenied',
          remedy: 'Ask the owner of the policy.',
          requestId: 'r-1',
        },
      };
      await page.locator('dialog.detail').getByRole('button', { name: 'Delete' }).click();
      await page.locator('dialog.ask').getByRole('button', { name: 'Delete' }).click();
      const problem = page.locator('dialog.detail .outcome .problem');
      await problem.getByText('The rule "only ours" denies it.').waitFor();
      await problem.getByText('Ask the owner of the policy.').waitFor();
    },
  ));

test('the details show plan and state of the routes, and findings with their remedies', () =>
  visiting(
    browser,
    { rows: hub(), fragment: `#connection=${ACTIVATED}` },
    async ({ page, stub }) => {
      const panel = page.locator('dialog.detail');
      await panel.getByRole('table', { name: 'Planned entries' }).waitFor();
      await panel.getByText('Missing', { exact: true }).waitFor();
      await panel.getByText(/Both VPCs use the same addresses/).waitFor();
      await panel.getByText('Ask for routes again, or add the entry by hand.').waitFor();
      await panel.getByRole('button', { name: 'Make missing routes' }).click();
      await page.locator('dialog.ask').getByRole('button', { name: 'Make missing routes' }).click();
      await panel.getByText('The routes are being made.').waitFor();
      assert.ok(stub.calls.includes(`POST /peerings/${ACTIVATED}/routes`));
    },
  ));
