// npm graphql-http's audit suite: GraphQL over HTTP, its MUSTs as errors and its SHOULDs as warnings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { endpoint } from './jim.mjs';

// Warnings that Jim means, by the audit's id.
const meant = {
  '47DE': 'For */* Jim answers application/graphql-response+json, as HotChocolate does: its status codes tell what happened. Legacy clients name application/json.',
  '80D8': 'The same without Accept.',
};

for (const audit of serverAudits({ url: endpoint, fetchFn: fetch })) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, audit.id in meant ? 'warn' : 'ok', String(result.reason));
  });
}
