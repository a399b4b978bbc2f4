// What every client library must be able to do, whatever its own way of asking.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, document, live, makeDocument, newTitle } from './jim.mjs';

/** A function that asks once through a client which gives results by iteration. */
export const askByIteration = (client) => async (query, variables) => {
  for await (const result of client.iterate({ query, variables })) {
    return result;
  }
};

/** The tests of a query and of a mutation; `ask(text, variables)` promises one result. */
export function testQueryAndMutation(ask) {
  test('a query', async () => {
    const { data, errors } = await ask(document);
    assert.equal(errors, undefined);
    assert.ok(data.me.subject);
  });

  test('a mutation', async () => {
    const title = newTitle();
    const { data } = await ask(create, { title });
    assert.equal(data.createDocument.document.title, title);
  });
}

/** The test of a live query through a client that gives results by iteration: no document, then the one that another client makes. */
export function testLiveByIteration(client) {
  test('a live subscription', async () => {
    const title = newTitle();
    const counts = [];
    for await (const { data, errors } of client.iterate({ query: live, variables: { title } })) {
      assert.equal(errors, undefined);
      counts.push(data.documents.nodes.length);
      if (counts.length === 2) {
        break;
      }

      await makeDocument(title);
    }

    assert.deepEqual(counts, [0, 1]);
  });
}

/** The same through a client of observables; `subscribe(text, variables, sink)` begins and returns the subscription. */
export function testLiveByObservation(subscribe, name = 'a live subscription') {
  test(name, async () => {
    const title = newTitle();
    const counts = [];
    await new Promise((resolve, reject) => {
      const subscription = subscribe(live, { title }, {
        next({ data }) {
          counts.push(data.documents.nodes.length);
          if (counts.length === 1) {
            makeDocument(title).catch(reject);
          } else {
            queueMicrotask(() => subscription.unsubscribe());
            resolve();
          }
        },
        error: reject,
      });
    });
    assert.deepEqual(counts, [0, 1]);
  });
}
