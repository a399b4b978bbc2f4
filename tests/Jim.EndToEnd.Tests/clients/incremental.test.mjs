// @defer through Apollo Client (both of its formats) and urql, and Apollo's batches where Jim allows them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { Client, fetchExchange } from '@urql/core';
import { authorization, endpoint, makeDocument, newTitle } from './jim.mjs';

const headers = { authorization };
const document = `query Deferred($title: String!) {
  documents(where: { title: { eq: $title } }) { nodes { id title ... @defer { owner { displayName } } } ... @defer { totalCount } }
}`;

for (const [name, incrementalHandler] of [['0.1', new Defer20220824Handler()], ['0.2', new GraphQL17Alpha9Handler()]]) {
  test(`@defer by Apollo Client, format ${name}`, async () => {
    const title = newTitle();
    await makeDocument(title);
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: endpoint, headers }), incrementalHandler });
    const seen = [];
    await new Promise((resolve, reject) => {
      const watch = client.watchQuery({ query: gql(document), variables: { title }, fetchPolicy: 'network-only', notifyOnNetworkStatusChange: false }).subscribe({
        next({ data, dataState, error }) {
          if (error) {
            reject(error);
          } else if (data?.documents) {
            seen.push(structuredClone(data.documents));
            if (dataState === 'complete') {
              queueMicrotask(() => watch.unsubscribe());
              resolve();
            }
          }
        },
        error: reject,
      });
    });
    client.stop();
    assert.equal(seen[0].nodes[0].title, title);
    assert.equal(seen[0].totalCount, undefined);
    assert.equal(seen.at(-1).totalCount, 1);
    assert.equal(seen.at(-1).nodes[0].owner.displayName, 'Alice Arden');
  });
}

// urql's @stream needs the index of format 0.1, which it has no way to ask for.
test('@defer by urql', async () => {
  const title = newTitle();
  await makeDocument(title);
  const client = new Client({ url: endpoint, fetchOptions: { headers }, preferGetMethod: false, exchanges: [fetchExchange] });
  const seen = [];
  await new Promise((resolve, reject) => {
    client.query(document, { title }).subscribe(({ data, error, hasNext }) => {
      if (error) {
        reject(error);
        return;
      }

      seen.push(structuredClone(data.documents));
      if (!hasNext) {
        resolve();
      }
    });
  });
  assert.equal(seen[0].totalCount, undefined);
  assert.equal(seen.at(-1).totalCount, 1);
  assert.equal(seen.at(-1).nodes[0].owner.displayName, 'Alice Arden');
});

test('a batch by Apollo Client', { skip: process.env.JIM_BATCHES ? false : 'this Jim allows no batches' }, async () => {
  let requests = 0;
  const counting = (...call) => (requests++, fetch(...call));
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new BatchHttpLink({ uri: endpoint, headers, batchMax: 3, fetch: counting }) });
  const [me, schema] = await Promise.all([client.query({ query: gql('{ me { subject } }') }), client.query({ query: gql('{ __typename }') })]);
  client.stop();
  assert.ok(me.data.me.subject);
  assert.equal(schema.data.__typename, 'Query');
  assert.equal(requests, 1);
});
