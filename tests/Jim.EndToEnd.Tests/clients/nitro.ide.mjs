// The IDE itself, from ChilliCream's own package: Banana Cake Pop 18, which became Nitro. It is served from another origin of this machine, as a team
// would host it, and is told no more than the address and a token: it reads the schema, runs a query, and follows a subscription.
// node nitro.ide.mjs CHROMIUM FOLDER ISSUER
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browse } from './browser.mjs';
import { authorization, endpoint, makeDocument, newTitle } from './jim.mjs';

const [chromium, folder, issuer] = process.argv.slice(2);
const home = dirname(fileURLToPath(import.meta.resolve('@chillicream/bananacakepop-graphql-ide')));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.woff2': 'font/woff2' };

const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, 'http://ide');
  if (pathname === '/bcp-config.json') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ endpoint, httpHeaders: { Authorization: authorization }, disableTelemetry: true }));
    return;
  }

  const file = pathname === '/' ? '/index.html' : normalize(pathname);
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  createReadStream(join(home, file)).on('error', () => response.writeHead(404).end()).pipe(response);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;

try {
  await browse(chromium, folder, issuer, async (page, watch) => {
    const received = [];
    const answers = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => received.push(JSON.parse(payload))));
    page.on('response', async (response) => response.url() === endpoint && answers.push(await response.json().catch(() => null)));
    // Without service workers, as browsers that forbid them are: the IDE's own loads the page anew once it takes over, in the midst of the steps.
    await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
    await page.goto(origin, { waitUntil: 'commit' });
    await page.getByText('Create Document').first().click();
    await page.getByText('Schema available').waitFor();
    assert.ok(answers.every((answer) => answer?.data && !answer.errors), 'each of its questions about the schema was answered');

    await type(page, 'query Me { me { name } }');
    await run(page, 'Me: Query');
    await until(() => answers.find((answer) => answer?.data?.me?.name === 'Alice Arden'));
    await page.screenshot({ path: join(folder, 'nitro.png') });

    const title = newTitle();
    await type(page, `subscription Live { documents(where: { title: { eq: "${title}" } }) { nodes { title } } }`);
    await run(page, 'Live: Subscription');
    const titles = (message) => message.payload?.data?.documents.nodes.map((node) => node.title).join();
    await until(() => received.some((message) => message.type === 'next' && titles(message) === ''));
    await makeDocument(title);
    await until(() => received.some((message) => message.type === 'next' && titles(message) === title));
    assert.equal(watch.frames.find((message) => message.type === 'connection_init').payload.authorization, authorization);
    assert.deepEqual(received.filter((message) => message.type === 'error'), []);
  }, [origin]);
} finally {
  server.closeAllConnections();
  server.close();
}

async function type(page, text) {
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

/** Runs the operation of the editor once the IDE has understood what was typed, and names it. */
async function run(page, operation) {
  await page.getByText(operation).first().waitFor();
  await page.getByText('Run', { exact: true }).first().click();
}

async function until(found) {
  const end = Date.now() + 60_000;
  while (!found()) {
    assert.ok(Date.now() < end, `not within a minute: ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
