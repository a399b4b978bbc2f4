// Headless Chromium for the tests of pages: what a person does with GraphiQL, as functions.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { endpoint } from './jim.mjs';

const within = 60_000;

/** What the explorer logs of a list as an argument, which it shows and cannot edit. */
const explorersLists = 'arg mismatch between arg and selection';

/**
 * Runs `steps(page, watch)` in a new browser, and looks at what the page did: it must have logged no error, and asked nobody but Jim, `issuer` and
 * those of `origins`. A picture is kept of a failure.
 */
export async function browse(executablePath, folder, issuer, steps, origins = []) {
  const profile = await mkdtemp(join(tmpdir(), 'jim-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', // no page reaches anything but this machine
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(within);
  const hosts = [endpoint, issuer, ...origins].map((address) => new URL(address).host);
  const watch = { problems: [], urls: [], frames: [] };
  page.on('pageerror', (error) => watch.problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && !message.text().startsWith(explorersLists) && watch.problems.push(message.text()));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => watch.frames.push(JSON.parse(payload))));
  page.on('request', (request) => {
    watch.urls.push(request.url());
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.includes(host)) {
      watch.problems.push(`the page asked ${request.url()}`);
    }
  });
  try {
    await steps(page, watch);
    assert.deepEqual(watch.problems, []);
  } catch (error) {
    await page.screenshot({ path: join(folder, 'failed.png') }).catch(() => {});
    error.message += `\nThe page is at ${page.url()}; problems: ${JSON.stringify(watch.problems)}`;
    throw error;
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Signs in from the page: by one click in the menu of the development issuer, or by Keycloak's form. */
export async function signIn(page, name, keycloak) {
  if (keycloak) {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#username').fill(name);
    await page.locator('#password').fill(name);
    await page.locator('#kc-login').click();
  } else {
    await page.locator('summary', { hasText: 'Sign in' }).click();
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  }
}

export async function signOut(page) {
  const menu = page.locator('summary[aria-label="Account"]');
  if (await menu.count() > 0) {
    await menu.click();
  }

  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** The marks that the editor puts under what is wrong in the query, once it knows the schema. */
export async function marksOf(page) {
  await page.waitForFunction(() => document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.options.lint?.schema);
  return page.evaluate(() => {
    const editor = document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror;
    editor.performLint();
    return editor.getAllMarks().map((mark) => `${editor.getRange(mark.find().from, mark.find().to)} (${mark.className})`);
  });
}

const tabs = '.graphiql-tab-button';

export const tabsOf = (page) => page.locator(tabs).allTextContents();

export const openTab = (page, name) => page.locator(tabs, { hasText: new RegExp(`^${name}$`) }).click();

/** Runs the query of the open tab; promises the answer once `wanted` holds for it. */
export async function run(page, wanted) {
  await page.evaluate(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.setValue(''));
  await page.getByRole('button', { name: /Execute query/ }).click();
  return answerOf(page, wanted);
}

export async function answerOf(page, wanted) {
  const end = Date.now() + within;
  let answer = null;
  while (Date.now() < end) {
    answer = await page.evaluate(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue() ?? '');
    try {
      const json = JSON.parse(answer);
      if (wanted(json)) {
        return json;
      }
    } catch {
      // not there yet
    }

    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  throw new Error(`no such answer: ${answer}`);
}
