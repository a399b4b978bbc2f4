// GraphiQL as a person uses it: without a token, signed in, with live data, a file, a renewed token and signed out.
// node graphiql.story.mjs CHROMIUM FOLDER ISSUER [keycloak]
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { answerOf, browse, marksOf, openTab, run, signIn, signOut, tabsOf } from './browser.mjs';
import { endpoint, makeDocument, newTitle } from './jim.mjs';

const [chromium, folder, issuer, keycloak] = process.argv.slice(2);
const picture = (name) => ({ path: join(folder, `graphiql-${keycloak ? 'keycloak-' : ''}${name}.png`) });

await browse(chromium, folder, issuer, async (page, watch) => {
  await page.clock.install(); // time goes on as it does, until the test lets a token grow old
  await withoutToken(page);
  await signIn(page, 'alice', keycloak);
  await page.locator('summary[aria-label="Account"]').getByText('Alice Arden').waitFor();
  assert.equal(page.url(), endpoint, 'nothing of the sign-in is left in the address');
  const first = await sessionOf(page);
  assert.ok(await page.evaluate((token) => !JSON.stringify({ ...localStorage }).includes(token), first.access_token), 'no token outlives the tab');
  await account(page);
  await throughTabs(page);
  await upload(page);
  await live(page, watch, first);
  await tools(page);
  await out(page, watch, first);
  await forged(page);
});

async function withoutToken(page) {
  await page.goto(endpoint);
  await page.getByText('You are not signed in').waitFor();
  assert.deepEqual(await marksOf(page), [], 'the first query fits what is shown without a token');
  const { data, errors } = await run(page, (answer) => answer.data || answer.errors);
  assert.ok(data && !errors, 'and runs');
  await page.screenshot(picture('anonymous'));
}

/** What the page keeps of the sign-in: its tokens, in the storage that ends with the tab. */
function sessionOf(page) {
  return page.evaluate(() => JSON.parse(Object.entries({ ...sessionStorage }).find(([key]) => key.startsWith('oidc.user:'))[1]));
}

async function account(page) {
  const summary = page.locator('summary[aria-label="Account"]');
  await summary.click();
  await page.getByText('alice@example.com').waitFor();
  await page.getByText('database role jim_user').waitFor();
  await page.screenshot(picture('account'));
  await summary.click();
}

async function throughTabs(page) {
  const names = await tabsOf(page);
  assert.deepEqual(names, ['Me', 'Filter', 'Write', 'Queue', 'Jobs', 'Upload', 'Live', 'Stream']);
  for (const name of names) {
    await openTab(page, name);
    assert.deepEqual(await marksOf(page), [], `the tab ${name} fits the schema`);
  }

  await openTab(page, 'Me');
  const me = await run(page, ({ data }) => data?.me);
  assert.equal(me.data.me.name, 'Alice Arden');
  assert.ok(me.data.documents.nodes.length > 0);
  await page.getByRole('status').getByText(/^cost \d/).waitFor();
  await page.screenshot(picture('signed-in'));
  await explained(page);
  await openTab(page, 'Filter');
  await run(page, ({ data }) => data?.documents.pageInfo);
  await openTab(page, 'Write');
  await run(page, ({ data }) => data?.createDocument.document.title === 'From GraphiQL');
  await openTab(page, 'Queue');
  await run(page, ({ extensions }) => extensions?.job);
  await openTab(page, 'Jobs');
  await run(page, ({ data }) => data?.jobs.nodes.length > 0);
  await openTab(page, 'Stream');
  await run(page, ({ data }) => data?.documents.nodes.length > 5 && data.documents.totalCount > 0);
}

/** SQL and plan of the operation in the open tab, beside its answer; a mutation is not run for them. */
async function explained(page) {
  const panel = page.getByRole('region', { name: 'How Postgres runs it' });
  const explain = page.getByRole('button', { name: 'Explain' });
  await explain.click();
  await panel.getByText('documents, one statement.').waitFor();
  assert.match(await panel.locator('pre').innerText(), /^select [^]*\nfrom "public"\."documents" [^]*\nleft join /, 'a line for each clause');
  assert.ok(await panel.locator('li').filter({ hasText: /cost [\d.,]+, [\d,]+ rows/ }).count() > 3);
  await page.screenshot(picture('explained'));
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'hidden' });
  await openTab(page, 'Write');
  await explain.click();
  await panel.getByRole('alert').getByText('Mutations are not explained').waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();
}

async function upload(page) {
  await openTab(page, 'Upload');
  const bytes = Buffer.from('chosen in the page\n');
  await page.locator('.jim-file', { hasText: '$input.file' }).locator('input').setInputFiles({ name: 'page.txt', mimeType: 'text/plain', buffer: bytes });
  const { data } = await run(page, (answer) => answer.data?.uploadFile);
  assert.deepEqual(data.uploadFile.errors ?? [], []);
  assert.equal(data.uploadFile.file.name, 'page.txt');
  assert.equal(data.uploadFile.file.sha256, createHash('sha256').update(bytes).digest('hex'));
  await page.screenshot(picture('upload'));
}

/** A live query goes on with the token that the page renews a minute before the first one ends. */
async function live(page, watch, first) {
  const titles = [newTitle(), newTitle()];
  const shows = (title) => ({ data }) => data?.documents.nodes.some((node) => node.title === title);
  await openTab(page, 'Live');
  await run(page, ({ data }) => data?.documents);
  await makeDocument(titles[0]);
  await answerOf(page, shows(titles[0]));
  await page.screenshot(picture('live'));

  const renewal = page.waitForResponse((response) => response.url().endsWith('/token') && response.request().postData().includes('grant_type=refresh_token'));
  await page.clock.fastForward((first.expires_at * 1000 - Date.now()) - 50_000);
  const renewed = await (await renewal).json();
  assert.notEqual(renewed.access_token, first.access_token);
  await page.waitForFunction((token) => JSON.stringify({ ...sessionStorage }).includes(token), renewed.access_token);
  const tokens = () => watch.frames.filter(({ type }) => type === 'connection_init').map(({ payload }) => payload.authorization);
  await makeDocument(titles[1]);
  await answerOf(page, shows(titles[1]));
  assert.deepEqual(tokens(), [first, renewed].map(({ access_token: token }) => `Bearer ${token}`), 'the open socket was told the new token');
  await page.getByRole('button', { name: /Stop query/ }).click();
  await openTab(page, 'Me');
  const request = page.waitForRequest((asked) => asked.method() === 'POST' && asked.url() === endpoint);
  await run(page, ({ data }) => data?.me);
  assert.equal((await request).headers().authorization, `Bearer ${renewed.access_token}`);
}

/** The explorer adds a field to the query, and the colours change without closing it. */
async function tools(page) {
  await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
  const field = page.locator('.graphiql-explorer-root [data-field-name="totalCount"]').first();
  await field.click();
  await page.locator('.graphiql-query-editor').getByText('totalCount').waitFor();
  for (const theme of ['graphiql-light', 'graphiql-dark']) {
    await page.getByRole('button', { name: 'Change colours' }).click();
    await page.locator(`body.${theme}`).waitFor();
    await field.waitFor();
  }

  await page.screenshot(picture('dark'));
  await page.getByRole('button', { name: 'Change colours' }).click();
}

async function out(page, watch, first) {
  const { refresh_token: refreshToken } = await sessionOf(page);
  await signOut(page);
  await page.getByText('You are not signed in').waitFor();
  assert.equal(page.url(), endpoint);
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user:')).length), 0);
  assert.ok(watch.urls.some((url) => url.includes('/protocol/openid-connect/logout?')), 'the issuer was told');
  assert.ok(!watch.urls.some((url) => url.includes(first.access_token) || url.includes(refreshToken)), 'no access or refresh token was in an address');
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'jim-graphiql', refresh_token: refreshToken }),
  });
  assert.equal((await answer.json()).error, 'invalid_grant', 'the session has ended');
}

/** An answer that this tab has not asked for signs nobody in. */
async function forged(page) {
  await page.goto(`${endpoint}?state=forged&code=stolen`);
  await page.getByRole('alert').waitFor();
  assert.equal(page.url(), endpoint);
  assert.equal(await page.locator('summary[aria-label="Account"]').count(), 0);
}
