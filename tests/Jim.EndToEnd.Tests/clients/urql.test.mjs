// urql over HTTP, subscriptions over graphql-ws and over its own fetch (server-sent events).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { testLiveByObservation } from './cases.mjs';
import { authorization, create, document, endpoint, newTitle, socket } from './jim.mjs';

const sockets = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
const overSocket = subscriptionExchange({
  forwardSubscription: ({ query, variables }) => ({ subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }) }),
});
const settings = { url: endpoint, fetchOptions: { headers: { authorization } }, preferGetMethod: false };
const client = new Client({ ...settings, exchanges: [cacheExchange, fetchExchange, overSocket] });
const streaming = new Client({ ...settings, fetchSubscriptions: true, exchanges: [fetchExchange] });
after(() => sockets.dispose());

test('a query', async () => {
  const { data, error } = await client.query(document, {});
  assert.equal(error, undefined);
  assert.ok(data.me.subject);
});

test('a query by GET', async () => {
  const { data, error } = await client.query(document, {}, { preferGetMethod: 'force', requestPolicy: 'network-only' });
  assert.equal(error, undefined);
  assert.ok(data.me.subject);
});

test('a query that is refused', async () => {
  const { error } = await client.query('{ nonsense }', {});
  assert.ok(error.graphQLErrors[0].message.includes('nonsense'));
});

test('a mutation', async () => {
  const title = newTitle();
  const { data, error } = await client.mutation(create, { title });
  assert.equal(error, undefined);
  assert.equal(data.createDocument.document.title, title);
});

for (const [name, watching] of Object.entries({ 'graphql-ws': client, 'its own fetch': streaming })) {
  const subscribe = (text, variables, { next, error: fail }) =>
    watching.subscription(text, variables).subscribe((result) => (result.error ? fail(result.error) : next(result)));
  testLiveByObservation(subscribe, `a live subscription over ${name}`);
}
