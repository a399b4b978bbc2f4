// Clients whose gateway is killed in the middle: each sends a half, waits until JIM_GATE is there, and goes on by its own retries.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import { Upload } from 'tus-js-client';
import { checkFile, headers, newBytes, uploads } from './tus.mjs';

const gate = process.env.JIM_GATE;
const retryDelays = Array.from({ length: 100 }, () => 200);
const clients = 2;
let waiting = 0;

/** Told before each request: holds those after the half of the upload. */
const hold = async (request) => {
  if (Number(request.getHeader('Upload-Offset') ?? 0) >= 500_000 && !existsSync(gate)) {
    if (++waiting === clients) {
      writeFileSync(`${gate}.half`, '');
    }

    while (!existsSync(gate)) {
      await pause(50);
    }
  }
};

const tus = (bytes) => new Promise((resolve, reject) => {
  const failed = [];
  new Upload(bytes, {
    endpoint: uploads,
    headers,
    metadata: { filename: 'killed.bin' },
    chunkSize: 100_000,
    retryDelays,
    onBeforeRequest: hold,
    onShouldRetry: (error, attempt) => failed.push([error.message, attempt]),
    onError: reject,
    onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Jim-File')),
  }).start();
});

const uppy = async (bytes) => {
  let id;
  const client = new Uppy().use(Tus, {
    endpoint: uploads,
    headers,
    chunkSize: 100_000,
    retryDelays,
    onBeforeRequest: hold,
    onAfterResponse: (request, response) => { id = response.getHeader('Jim-File') || id; },
  });
  client.addFile({ name: 'killed.bin', data: bytes });
  const result = await client.upload();
  assert.deepEqual(result.failed, []);
  client.destroy();
  return id;
};

const sent = [newBytes(1_000_000), newBytes(1_000_000)];
const ids = await Promise.all([tus(sent[0]), uppy(sent[1])]);
for (const [i, id] of ids.entries()) {
  await checkFile(id, { name: 'killed.bin', bytes: sent[i] });
}
