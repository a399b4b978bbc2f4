// Apollo's legacy subscription client: the sub-protocol named graphql-ws.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SubscriptionClient } from 'subscriptions-transport-ws';
import WebSocket from 'ws';
import { authorization, create, document, live, makeDocument, newTitle, socket } from './jim.mjs';

const client = new SubscriptionClient(socket, { connectionParams: { authorization }, reconnect: false }, WebSocket);
after(() => client.close());

const one = (query, variables) =>
  new Promise((next, error) => {
    client.request({ query, variables }).subscribe({ next, error });
  });

test('a query', async () => {
  const { data } = await one(document);
  assert.ok(data.me.subject);
});

test('a mutation', async () => {
  const title = newTitle();
  const { data } = await one(create, { title });
  assert.equal(data.createDocument.document.title, title);
});

test('an error of the query', async () => {
  // The library calls back with the errors of an "error" message, or as a thrown one.
  const outcome = await one('{ nonsense }').catch((error) => ({ errors: [error] }));
  assert.ok(JSON.stringify(outcome.errors.map((e) => e.message)).includes('nonsense'));
});

test('a live subscription', async () => {
  const title = newTitle();
  const counts = [];
  await new Promise((resolve, reject) => {
    const watch = client.request({ query: live, variables: { title } }).subscribe({
      next({ data }) {
        counts.push(data.documents.nodes.length);
        if (counts.length === 1) {
          makeDocument(title).catch(reject);
        } else {
          watch.unsubscribe();
          resolve();
        }
      },
      error: reject,
    });
  });
  assert.deepEqual(counts, [0, 1]);
});
