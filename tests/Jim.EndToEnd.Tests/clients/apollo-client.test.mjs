// @apollo/client over HTTP and graphql-ws, with apollo-upload-client for files.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import WebSocket from 'ws';
import { testLiveByObservation } from './cases.mjs';
import { authorization, create, document, endpoint, newTitle, socket, upload } from './jim.mjs';

const sockets = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(sockets),
    new UploadHttpLink({ uri: endpoint, headers: { authorization, 'Apollo-Require-Preflight': 'true' } }),
  ),
});
after(async () => {
  client.stop();
  await sockets.dispose();
});

test('a query, and again from its cache', async () => {
  const { data } = await client.query({ query: gql(document) });
  assert.ok(data.me.subject);
  const kept = await client.query({ query: gql(document), fetchPolicy: 'cache-only' });
  assert.deepEqual(kept.data, data);
});

test('a query that is refused', async () => {
  await assert.rejects(client.query({ query: gql('{ nonsense }') }), (error) => CombinedGraphQLErrors.is(error) && error.message.includes('nonsense'));
});

test('a mutation', async () => {
  const title = newTitle();
  const { data } = await client.mutate({ mutation: gql(create), variables: { title } });
  assert.equal(data.createDocument.document.title, title);
});

testLiveByObservation((text, variables, sink) => client.subscribe({ query: gql(text), variables }).subscribe(sink));

test('an upload', async () => {
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  const file = new File([content], `${newTitle()}.bin`, { type: 'application/octet-stream' });
  const { data } = await client.mutate({ mutation: gql(upload), variables: { file } });
  assert.equal(data.uploadFile.errors, null);
  assert.deepEqual(
    { name: data.uploadFile.file.name, size: Number(data.uploadFile.file.sizeBytes), sha256: data.uploadFile.file.sha256 },
    { name: file.name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') },
  );
});
