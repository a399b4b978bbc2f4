// GraphiQL with JIM_GRAPHIQL=signin: the page is sent to everybody, shows nothing of the schema, and opens for administrators after a sign-in.
// node graphiql.administrators.mjs CHROMIUM FOLDER ISSUER
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { browse, marksOf, run, signIn, signOut, tabsOf } from './browser.mjs';
import { endpoint } from './jim.mjs';

const [chromium, folder, issuer] = process.argv.slice(2);

await browse(chromium, folder, issuer, async (page, watch) => {
  const asked = () => watch.urls.filter((url) => url === endpoint).length;
  await page.goto(endpoint);
  await page.getByText('opens for administrators').waitFor();
  await page.screenshot({ path: join(folder, 'graphiql-closed.png') });
  assert.equal(asked(), 1, 'only the page itself was asked for');

  await signIn(page, 'bob', true);
  await page.getByText('Bob Brook, GraphiQL is for administrators here').waitFor();
  assert.equal(await page.locator('.graphiql-container').count(), 0);
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();

  await signIn(page, 'carol', true);
  await page.locator('summary[aria-label="Account"]').getByText('Carol Castle').waitFor();
  assert.ok((await tabsOf(page)).includes('Live'));
  assert.deepEqual(await marksOf(page), []);
  const { data } = await run(page, (answer) => answer.data);
  assert.equal(data.me.name, 'Carol Castle', 'administrators may send any text, also where others may not');
  await page.screenshot({ path: join(folder, 'graphiql-administrator.png') });
});
