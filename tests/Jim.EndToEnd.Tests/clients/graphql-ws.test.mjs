// npm graphql-ws: the graphql-transport-ws protocol.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { askByIteration, testLiveByIteration, testQueryAndMutation } from './cases.mjs';
import { authorization, socket } from './jim.mjs';

const client = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
after(() => client.dispose());

const ask = askByIteration(client);
testQueryAndMutation(ask);
testLiveByIteration(client);

test('an error of the query is thrown, with its code', async () => {
  await assert.rejects(ask('{ nonsense }'), (errors) => errors[0].message.includes('nonsense'));
});
