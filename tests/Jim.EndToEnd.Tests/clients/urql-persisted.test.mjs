// @urql/exchange-persisted: the hash alone first, with the text when the server does not know it yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { authorization, create, endpoint, newQuery, newTitle, recording } from './jim.mjs';

function connect(options) {
  const { sent, fetch } = recording();
  const fetchOptions = { headers: { authorization, 'GraphQL-Preflight': '1' } };
  return { sent, client: new Client({ url: endpoint, fetch, fetchOptions, exchanges: [persistedExchange(options), fetchExchange], preferGetMethod: false }) };
}

test('a query is told once and then sent as its hash', async () => {
  const query = newQuery();
  const { sent, client } = connect({ preferGetForPersistedQueries: false });
  for (let i = 0; i < 2; i++) {
    const { data, error } = await client.query(query, {});
    assert.equal(error, undefined);
    assert.ok(data.me.subject);
  }

  assert.deepEqual(sent.map((r) => [r.method, r.text]), [['POST', false], ['POST', true], ['POST', false]]);
});

test('hashes go by GET', async () => {
  const query = newQuery();
  const { sent, client } = connect({ preferGetForPersistedQueries: 'force' });
  for (let i = 0; i < 2; i++) {
    const { data, error } = await client.query(query, {});
    assert.equal(error, undefined);
    assert.ok(data.me.subject);
  }

  assert.equal(sent[0].method, 'GET');
  assert.deepEqual(sent.map((r) => r.text), [false, true, false]);
  assert.equal(sent[2].method, 'GET');
});

test('a mutation is told and sent as its hash', async () => {
  const { sent, client } = connect({ enableForMutation: true });
  const mutation = create.replace('Create', `Create${newTitle().replaceAll('-', '')}`);
  for (let i = 0; i < 2; i++) {
    const title = newTitle();
    const { data, error } = await client.mutation(mutation, { title });
    assert.equal(error, undefined);
    assert.equal(data.createDocument.document.title, title);
  }

  assert.deepEqual(sent.map((r) => r.text), [false, true, false]);
});
