// npm graphql-sse, distinct connections: one response stream an operation.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-sse';
import { authorization, create, document, endpoint, live, makeDocument, newTitle } from './jim.mjs';

const client = createClient({ url: endpoint, headers: { authorization }, retryAttempts: 0 });
after(() => client.dispose());

const one = async (query, variables) => {
  for await (const result of client.iterate({ query, variables })) {
    return result;
  }
};

test('a query', async () => {
  const { data } = await one(document);
  assert.ok(data.me.subject);
});

test('a mutation', async () => {
  const title = newTitle();
  const { data } = await one(create, { title });
  assert.equal(data.createDocument.document.title, title);
});

test('an error of the query comes as an event', async () => {
  const { errors } = await one('{ nonsense }');
  assert.ok(errors[0].message.includes('nonsense'));
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
