// @apollo/client's link for automatic persisted queries: the hash alone first, with the text when the server does not know it yet.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { create, endpoint, authorization, newQuery, newTitle, recording } from './jim.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const accepts = { 'its own media types': undefined, 'application/json': 'application/json' };

function connect(options, accept) {
  const { sent, fetch } = recording();
  const headers = { authorization, 'Apollo-Require-Preflight': 'true', ...(accept && { accept }) };
  const link = ApolloLink.from([createPersistedQueryLink({ sha256, ...options }), new HttpLink({ uri: endpoint, headers, fetch })]);
  return { sent, client: new ApolloClient({ cache: new InMemoryCache(), link }) };
}

for (const [name, accept] of Object.entries(accepts)) {
  test(`a query is told once and then sent as its hash, with ${name}`, async () => {
    const query = gql(newQuery());
    const { sent, client } = connect({}, accept);
    for (let i = 0; i < 2; i++) {
      const { data } = await client.query({ query, fetchPolicy: 'network-only' });
      assert.ok(data.me.subject);
    }

    assert.deepEqual(sent.map((r) => [r.method, r.status, r.text]), [['POST', 200, false], ['POST', 200, true], ['POST', 200, false]]);
    client.stop();
  });

  test(`hashes go by GET, with ${name}`, async () => {
    const query = gql(newQuery());
    const { sent, client } = connect({ useGETForHashedQueries: true }, accept);
    for (let i = 0; i < 2; i++) {
      const { data } = await client.query({ query, fetchPolicy: 'network-only' });
      assert.ok(data.me.subject);
    }

    assert.deepEqual(sent.map((r) => [r.method, r.text]), [['GET', false], ['POST', true], ['GET', false]]);
    client.stop();
  });
}

test('a mutation is told and sent as its hash', async () => {
  const { sent, client } = connect({});
  const mutation = gql(create.replace('Create', `Create${newTitle().replaceAll('-', '')}`));
  for (let i = 0; i < 2; i++) {
    const title = newTitle();
    const { data } = await client.mutate({ mutation, variables: { title } });
    assert.equal(data.createDocument.document.title, title);
  }

  assert.deepEqual(sent.map((r) => r.text), [false, true, false]);
  client.stop();
});
