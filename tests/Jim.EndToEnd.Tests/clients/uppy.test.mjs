// @uppy/tus: several files at once, each with fields of its own; paused and resumed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import { makeDocument, newTitle } from './jim.mjs';
import { checkFile, headers, newBytes, uploads } from './tus.mjs';

/** An Uppy that keeps the file that each upload became in `jimFile`. */
const create = (options = {}) => new Uppy().use(Tus, {
  endpoint: uploads,
  headers,
  retryDelays: null,
  chunkSize: 200_000,
  onAfterResponse: (request, response) => {
    const id = response.getHeader('Jim-File');
    if (id) {
      files.set(request.getURL(), id);
    }
  },
  ...options,
});

const files = new Map();

test('several files of a document', async () => {
  const uppy = create();
  const documentId = await makeDocument(newTitle());
  const sent = [1, 2, 3].map((i) => ({ name: `uppy-${i}.bin`, bytes: newBytes(i * 250_000) }));
  for (const { name, bytes } of sent) {
    uppy.addFile({ name, type: 'application/octet-stream', data: bytes, meta: { documentId } });
  }

  const result = await uppy.upload();
  assert.deepEqual(result.failed, []);
  assert.equal(result.successful.length, 3);
  for (const file of result.successful) {
    await checkFile(files.get(file.uploadURL), sent.find((s) => s.name === file.name));
  }

  uppy.destroy();
});

test('paused and resumed', async () => {
  const uppy = create();
  const bytes = newBytes(1_500_000);
  const id = uppy.addFile({ name: 'paused.bin', type: 'application/octet-stream', data: bytes });
  let paused = false;
  uppy.on('upload-progress', (file, { bytesUploaded }) => {
    if (!paused && bytesUploaded >= 400_000) {
      paused = true;
      uppy.pauseResume(id);
      setImmediate(() => uppy.pauseResume(id));
    }
  });
  const result = await uppy.upload();
  assert.ok(paused);
  assert.deepEqual(result.failed, []);
  await checkFile(files.get(result.successful[0].uploadURL), { name: 'paused.bin', bytes });
  uppy.destroy();
});
