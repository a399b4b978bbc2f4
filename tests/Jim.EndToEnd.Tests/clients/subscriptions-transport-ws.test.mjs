// Apollo's legacy subscription client: the sub-protocol named graphql-ws.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SubscriptionClient } from 'subscriptions-transport-ws';
import WebSocket from 'ws';
import { testLiveByObservation, testQueryAndMutation } from './cases.mjs';
import { authorization, socket } from './jim.mjs';

const client = new SubscriptionClient(socket, { connectionParams: { authorization }, reconnect: false }, WebSocket);
after(() => client.close());

const subscribe = (query, variables, sink) => client.request({ query, variables }).subscribe(sink);
const ask = (query, variables) => new Promise((next, error) => subscribe(query, variables, { next, error }));
testQueryAndMutation(ask);
testLiveByObservation(subscribe);

test('an error of the query', async () => {
  // The library calls back with the errors of an "error" message, or as a thrown one.
  const outcome = await ask('{ nonsense }').catch((error) => ({ errors: [error] }));
  assert.ok(JSON.stringify(outcome.errors.map((e) => e.message)).includes('nonsense'));
});
