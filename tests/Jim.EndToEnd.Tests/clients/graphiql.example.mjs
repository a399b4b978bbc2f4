// GraphiQL on a database that has nothing of the README's story: it shows a query that fits.
// node graphiql.example.mjs CHROMIUM FOLDER ISSUER
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { browse, marksOf, openTab, run, signIn, tabsOf } from './browser.mjs';
import { endpoint } from './jim.mjs';

const [chromium, folder, issuer] = process.argv.slice(2);

await browse(chromium, folder, issuer, async (page) => {
  await page.goto(endpoint);
  await page.getByText('You are not signed in').waitFor();
  assert.deepEqual(await marksOf(page), []);
  await run(page, ({ data }) => data?.__typename);

  await signIn(page, 'alice');
  await page.locator('summary[aria-label="Account"]').getByText('Alice Arden').waitFor();
  const names = await tabsOf(page);
  assert.deepEqual(names, ['Example', 'Live', 'Jobs', 'Upload'], 'of the story the tabs that need no table');
  for (const name of names.toReversed()) {
    await openTab(page, name);
    assert.deepEqual(await marksOf(page), []);
  }

  const { data } = await run(page, (answer) => answer.data);
  assert.equal(data.albums.nodes[0].title, 'Kind of Blue');
  await page.screenshot({ path: join(folder, 'graphiql-example.png') });
});
