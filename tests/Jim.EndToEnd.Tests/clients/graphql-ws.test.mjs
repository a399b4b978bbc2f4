// npm graphql-ws: the graphql-transport-ws protocol.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, create, document, live, makeDocument, newTitle, socket } from './jim.mjs';

const client = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
after(() => client.dispose());

const one = async (query, variables) => {
  for await (const result of client.iterate({ query, variables })) {
    return result;
  }
};

test('a query', async () => {
  const { data, errors } = await one(document);
  assert.equal(errors, undefined);
  assert.ok(data.me.subject);
});

test('a mutation', async () => {
  const title = newTitle();
  const { data } = await one(create, { title });
  assert.equal(data.createDocument.document.title, title);
});

test('an error of the query is thrown, with its code', async () => {
  await assert.rejects(one('{ nonsense }'), (errors) => errors[0].message.includes('nonsense'));
});

test('a live subscription', async () => {
  const title = newTitle();
  const counts = [];
  for await (const { data, errors } of client.iterate({ query: live, variables: { title } })) {
    assert.equal(errors, undefined);
    counts.push(data.documents.nodes.length);
    if (counts.length === 2) {
      break;
    }

    await makeDocument(title);
  }

  assert.deepEqual(counts, [0, 1]);
});
