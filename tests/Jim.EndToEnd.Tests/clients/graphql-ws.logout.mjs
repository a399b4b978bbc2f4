// What an app with graphql-ws goes through when its session is logged out at the issuer: the server closes the socket with a code after which the
// library connects again by itself, and asks for a token, which is a new one. It is told nothing of that but the function for the token.
// node graphql-ws.logout.mjs ISSUER
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { live, makeDocument, newTitle, socket } from './jim.mjs';

const openid = `${process.argv[2]}/protocol/openid-connect`;
const sessions = [];
const closed = [];

const title = newTitle();
const client = createClient({
  url: socket,
  webSocketImpl: WebSocket,
  retryAttempts: 5,
  connectionParams: async () => {
    sessions.push(await post('token', { grant_type: 'password', username: 'alice', password: 'alice', scope: 'openid' }));
    return { authorization: `Bearer ${sessions.at(-1).access_token}` };
  },
  on: { closed: ({ code }) => closed.push(code) },
});

const results = client.iterate({ query: live, variables: { title } });
await titles('');
await post('logout', { refresh_token: sessions[0].refresh_token });
await titles(''); // the answer under the new token
assert.deepEqual(closed, [4403]);
assert.equal(sessions.length, 2);
await makeDocument(title);
await titles(title);
await results.return();
await client.dispose();

/** The next result has these titles. */
async function titles(wanted) {
  const { value } = await results.next();
  assert.equal(value.errors, undefined);
  assert.equal(value.data.documents.nodes.map((node) => node.title).join(), wanted);
}

async function post(path, form) {
  const response = await fetch(`${openid}/${path}`, { method: 'POST', body: new URLSearchParams({ client_id: 'jim-app', ...form }) });
  assert.ok(response.ok, await response.clone().text());
  return response.status === 204 ? null : response.json();
}
