// GraphiQL as a person sees it: headless Chromium loads /graphql, the page fetches the schema, runs a query and shows its result.
// node graphiql.browser.mjs CHROMIUM SCREENSHOT
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { authorization, endpoint } from './jim.mjs';

const [executablePath, screenshot] = process.argv.slice(2);
const profile = await mkdtemp(join(tmpdir(), 'jim-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1400, height: 900 },
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== new URL(endpoint).host) {
      problems.push(`the page asked ${request.url()}`);
    }
  });
  const schema = page.waitForResponse((r) => r.request().method() === 'POST' && (r.request().postData() ?? '').includes('IntrospectionQuery'), { timeout: 60_000 });
  await page.goto(endpoint);
  assert.ok((await (await schema).json()).data.__schema.queryType.name, 'the schema has a query type');

  await page.getByRole('button', { name: 'Headers' }).click();
  const headers = page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)');
  await headers.click();
  await page.keyboard.insertText(JSON.stringify({ Authorization: authorization }));
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('"displayName"').first().waitFor({ timeout: 60_000 });

  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await page.getByText('Root Types').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Variables' }).click(); // the picture is kept: without the token
  await page.screenshot({ path: screenshot });
  assert.deepEqual(problems, []);
} catch (error) {
  await browser.pages()[0]?.screenshot({ path: screenshot }).catch(() => {});
  throw error;
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
