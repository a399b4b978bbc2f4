// npm graphql-sse, distinct connections: one response stream an operation.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from 'graphql-sse';
import { askByIteration, testLiveByIteration, testQueryAndMutation } from './cases.mjs';
import { authorization, endpoint } from './jim.mjs';

const client = createClient({ url: endpoint, headers: { authorization }, retryAttempts: 0 });
after(() => client.dispose());

const ask = askByIteration(client);
testQueryAndMutation(ask);
testLiveByIteration(client);

test('an error of the query comes as an event', async () => {
  const { errors } = await ask('{ nonsense }');
  assert.ok(errors[0].message.includes('nonsense'));
});
