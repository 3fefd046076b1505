import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from './browser.ts';
import { fitsWidth, visiting } from './visit.ts';
import { hubOf } from './world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const hub = (count = 20) => hubOf(count, Date.now());
const ACCEPTING = 'pcc-bp10011k2v9w3x8q';

for (const [width, height] of [
  [1280, 800],
  [390, 844],
  [820, 1180],
] as const) {
  test(`table and graph of a hub of 20 spokes fit a width of ${width}`, () =>
    visiting(browser, { rows: hub(), width, height }, async ({ page }) => {
      await page
        .getByRole('button', { name: /^Details of / })
        .first()
        .waitFor();
      assert.equal(await page.getByRole('row').count(), 1 + 18);
      assert.ok(await fitsWidth(page));
      await page.getByRole('button', { name: 'Graph', exact: true }).click();
      await page.locator('.picture > svg').waitFor();
      assert.equal(await page.locator('.picture .link').count(), 18);
      assert.equal(await page.locator('.picture .vpc').count(), 19);
      assert.ok(await fitsWidth(page));
    }));
}

test('a row says what is awaited, from whom and until when', () =>
  visiting(browser, { rows: hub() }, async ({ page }) => {
    const row = page.getByRole('row').filter({ hasText: ACCEPTING });
    await row.getByText('Account 2534607317069112 to accept').waitFor();
    await row.getByText(/4 hours left/).waitFor();
  }));

test('filters by text, region and status narrow the list and stand in the address', () =>
  visiting(browser, { rows: hub() }, async ({ page }) => {
    await page.getByRole('searchbox').fill('hub-to-billing');
    await page.getByText('2 connections of 18').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('Region').selectOption('ap-southeast-1');
    await page.getByRole('group', { name: 'Status' }).getByText('Accepting').click();
    await page.getByText('1 connection of 18').waitFor();
    assert.match(page.url(), /region=ap-southeast-1&status=Accepting/);
    await page.reload();
    await page.getByText('1 connection of 18').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('18 connections of 18').waitFor();
  }));

test('the graph is one stop for the Tab key, and arrow keys move among its links', () =>
  visiting(browser, { rows: hub(), fragment: '#view=graph' }, async ({ page }) => {
    await page.locator('.picture > svg').waitFor();
    assert.equal(await page.locator('.picture [tabindex="0"]').count(), 1);
    await page.locator('.picture [tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    const name = await page.locator('.picture [tabindex="0"]').getAttribute('data-id');
    await page.keyboard.press('Enter');
    await page.locator('dialog.detail').getByText(String(name)).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog.detail').waitFor({ state: 'hidden' });
  }));

for (const [status, title, remedy] of [
  [401, 'You are not signed in, or your session is over', /Sign in to this domain again/],
  [503, 'The service cannot answer now', /The page asks again by itself/],
] as const) {
  test(`an answer of ${status} says what to do`, () =>
    visiting(
      browser,
      {
        rows: hub(),
        prepare: (stub) => {
          stub.failing = { status, body: undefined };
        },
      },
      async ({ page, stub }) => {
        await page.getByText(title).waitFor();
        await page.getByText(remedy).waitFor();
        // Nothing was read yet, so there is nothing to filter.
        assert.equal(await page.getByRole('searchbox').isVisible(), false);
        stub.failing = undefined;
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('18 connections of 18').waitFor();
        await page.locator('.notice').waitFor({ state: 'hidden' });
      },
    ));
}

test('a token that was pasted goes into the header and nowhere else', () =>
  visiting(
    browser,
    {
      rows: hub(),
      prepare: (stub) => {
        stub.failing = { status: 401, body: undefined };
      },
    },
    async ({ page, stub }) => {
      await page.getByLabel('Token').fill('t0ken');
      stub.failing = undefined;
      const asked = page.waitForRequest((request) => request.url().includes('/peerings?'));
      await page.getByRole('button', { name: 'Use token' }).click();
      assert.equal(await (await asked).headerValue('authorization'), 'Bearer t0ken');
      await page.getByText('18 connections of 18').waitFor();
      const kept = await page.evaluate(() => JSON.stringify(localStorage) + location.href);
      assert.ok(!kept.includes('t0ken'));
    },
  ));

test('the page speaks Chinese, asks the API for Chinese, and remembers it', () =>
  visiting(browser, { rows: hub() }, async ({ page }) => {
    await page.getByLabel('Language').selectOption('zh');
    await page.getByText('18 个连接，共 18 个').waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
    const asked = page.waitForRequest((request) => request.url().includes('/peerings?'));
    await page.reload();
    assert.equal(await (await asked).headerValue('accept-language'), 'zh');
    await page.getByRole('button', { name: '拓扑图' }).waitFor();
    await page.getByLabel('语言').selectOption('en');
  }));

test('dark colours can be chosen, and text keeps its contrast', () =>
  visiting(browser, { rows: hub() }, async ({ page }) => {
    await page.getByLabel('Colours').selectOption('dark');
    const colours = () =>
      page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      });
    assert.deepEqual(await colours(), ['rgb(14, 19, 26)', 'rgb(229, 234, 241)']);
    await page.getByLabel('Colours').selectOption('light');
    assert.deepEqual(await colours(), ['rgb(245, 246, 248)', 'rgb(26, 35, 48)']);
  }));

test('2 000 connections appear within two seconds; beyond 200 VPCs the graph gives way to the table', () =>
  visiting(browser, { rows: hub(2_000) }, async ({ page }) => {
    await page
      .getByRole('button', { name: /^Details of / })
      .first()
      .waitFor();
    const firstPaint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    assert.ok(firstPaint < 2_000, `first paint after ${firstPaint} ms`);
    await page.getByText(/^1 to 100 of /).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/^101 to 200 of /).waitFor();
    await page.getByRole('button', { name: 'Graph', exact: true }).click();
    await page.getByText(/The graph shows up to 200 VPCs/).waitFor();
  }));

test('5 connections are enough for table and graph; none at all says how to begin', () =>
  visiting(browser, { rows: hub(5), fragment: '#view=graph' }, async ({ page, stub }) => {
    await page.locator('.picture > svg').waitFor();
    assert.equal(await page.locator('.picture .link').count(), 5);
    stub.rows = [];
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.getByText('No connections yet').waitFor();
    assert.equal(await page.getByLabel('Region').textContent(), 'All regions');
  }));

test('names and texts from the cloud are never read as markup', () => {
  const rows = hub(3);
  const [first] = rows;
  if (first) first.connection.name = '<img src=x onerror=alert(1)>';
  return visiting(browser, { rows }, async ({ page }) => {
    await page.getByRole('button', { name: /Details of <img src=x/ }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
  });
});

test('the list follows changes by itself while something is under way', () =>
  visiting(browser, { rows: hub() }, async ({ page, stub }) => {
    await page.getByText('18 connections of 18').waitFor();
    const creating = stub.rows.find(({ connection }) => connection.status === 'Creating');
    if (creating) creating.connection.status = 'Activated';
    const row = page.getByRole('row').filter({ hasText: String(creating?.connection.instanceId) });
    await row.getByText('Activated', { exact: true }).waitFor({ timeout: 15_000 });
  }));
