// tus-js-client: by one request, by chunks, cut and resumed, by parallel parts, ended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Upload } from 'tus-js-client';
import { checkFile, headers, newBytes, uploads } from './tus.mjs';

const name = 'tus.bin';

/** Sends the bytes, and gives the id of the file. */
const send = (bytes, options = {}) => new Promise((resolve, reject) => {
  const upload = new Upload(bytes, {
    endpoint: uploads,
    headers,
    metadata: { filename: name, filetype: 'application/octet-stream' },
    retryDelays: null,
    onError: reject,
    onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Jim-File')),
    ...options,
  });
  upload.start();
});

test('by one request', async () => {
  const bytes = newBytes(3_000_000);
  await checkFile(await send(bytes), { name, bytes });
});

test('by chunks', async () => {
  const bytes = newBytes(1_000_000);
  await checkFile(await send(bytes, { chunkSize: 300_000 }), { name, bytes });
});

test('with the first bytes in the first request, and by POST only', async () => {
  const bytes = newBytes(500_000);
  await checkFile(await send(bytes, { chunkSize: 200_000, uploadDataDuringCreation: true, overridePatchMethod: true }), { name, bytes });
});

test('cut, and resumed by another client', async () => {
  const bytes = newBytes(1_000_000);
  const url = await new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: uploads,
      headers,
      metadata: { filename: name },
      chunkSize: 100_000,
      retryDelays: null,
      onError: reject,
      onChunkComplete: (size, sent) => {
        if (sent >= 500_000) {
          upload.abort().then(() => resolve(upload.url), reject);
        }
      },
    });
    upload.start();
  });
  let first;
  const id = await send(bytes, { uploadUrl: url, onProgress: (sent) => { first ??= sent; } });
  assert.ok(first >= 500_000, `resumed at ${first}`);
  await checkFile(id, { name, bytes });
});

test('by parallel parts', async () => {
  const bytes = newBytes(2_000_001);
  await checkFile(await send(bytes, { parallelUploads: 3 }), { name, bytes });
});

test('by parallel parts, one or both of them empty', async () => {
  for (const length of [1, 0]) {
    const bytes = newBytes(length);
    await checkFile(await send(bytes, { parallelUploads: 2 }), { name, bytes });
  }
});

test('an empty file', async () => {
  const bytes = Buffer.alloc(0);
  await checkFile(await send(bytes), { name, bytes });
});

test('ended', async () => {
  const url = await new Promise((resolve, reject) => {
    const upload = new Upload(newBytes(400_000), {
      endpoint: uploads,
      headers,
      metadata: { filename: name },
      chunkSize: 100_000,
      retryDelays: null,
      onError: reject,
      onChunkComplete: () => upload.abort(true).then(() => resolve(upload.url), reject),
    });
    upload.start();
  });
  const answer = await fetch(url, { method: 'HEAD', headers: { ...headers, 'tus-resumable': '1.0.0' } });
  assert.equal(answer.status, 404);
});

test('what is refused is told', async () => {
  const refused = await send(newBytes(10), { metadata: { filename: name, bucketName: 'nowhere' } }).catch((error) => error);
  assert.equal(refused.originalResponse.getStatus(), 404);
  assert.equal(JSON.parse(refused.originalResponse.getBody()).errors[0].extensions.code, 'JIM_BUCKET_NOT_FOUND');
});
