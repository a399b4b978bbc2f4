// What the tests of tus clients share.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { authorization, endpoint } from './jim.mjs';

export const uploads = new URL('/files/uploads', endpoint).href;
export const headers = { authorization };

/** Bytes that no other test sends. */
export const newBytes = (length) => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(length, at + 65_536)));
  }

  return bytes;
};

/** Waits until the file is stored, and compares it with what was sent. */
export async function checkFile(id, { name, bytes }) {
  const query = 'query($id: UUID!) { fileById(id: $id) { name state sha256 } }';
  for (let tries = 0; tries < 600; tries++) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, variables: { id } }),
    });
    const { data } = await response.json();
    assert.ok(data.fileById, `there is no file ${id}`);
    if (data.fileById.state === 'STORED') {
      assert.deepEqual(
        { name: data.fileById.name, sha256: data.fileById.sha256 },
        { name, sha256: createHash('sha256').update(bytes).digest('hex') },
      );
      return;
    }

    await pause(50);
  }

  assert.fail(`the file ${id} is not stored`);
}
