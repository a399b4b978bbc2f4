// How much memory the server takes: for uploads that come all at once, for sockets that once sent a large message and are idle, and for downloads and
// answers that nobody reads. Memory is the resident set (RSS) of the server's process, read ten times a second.
// Arguments: ADDRESS KEY_FILE TOKEN SERVER_PID POSTGRES_PID uploads COUNT MEGABYTES | idle COUNT
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [address, , token, pid, , what, countText, sizeText] = process.argv.slice(2);
const count = Number(countText);
const mebibyte = 1 << 20;
const uploadsMax = 400; // MiB
const { hostname, port } = new URL(address);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const readRss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

let peak = 0;
setInterval(() => { peak = Math.max(peak, readRss()); }, 100).unref();

/** The resident set once it has not grown for two seconds. */
async function settle() {
  let least = readRss();
  for (let calm = 0; calm < 20; calm++) {
    await sleep(100);
    if (readRss() > least + 1) [least, calm] = [readRss(), 0];
  }
  return readRss();
}

function ask(query) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${address}/graphql`, {
      method: 'POST', agent: false, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject);
    request.end(JSON.stringify({ query }));
  });
}

/** Sends a file of random bytes as fast as the server takes it; the answer's text. */
function upload(mebibytes) {
  const mark = 'jim-bench-boundary';
  const operations = JSON.stringify({
    query: 'mutation ($f: Upload!) { uploadFile(input: { file: $f }) { file { id url } errors { __typename } } }', variables: { f: null },
  });
  const first = Buffer.from(
    `--${mark}\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${operations}\r\n`
    + `--${mark}\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.f"]}\r\n`
    + `--${mark}\r\ncontent-disposition: form-data; name="0"; filename="a.bin"\r\n\r\n`);
  const last = Buffer.from(`\r\n--${mark}--\r\n`);
  return new Promise((resolve) => {
    const request = http.request(`${address}/graphql`, {
      method: 'POST', agent: false,
      headers: {
        authorization: `Bearer ${token}`, 'content-type': `multipart/form-data; boundary=${mark}`, 'GraphQL-Preflight': '1',
        'content-length': first.length + mebibytes * mebibyte + last.length,
      },
    }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve(text));
    });
    let left = false;
    request.on('error', (error) => { left = true; resolve(error.code); });
    request.write(first);
    (async () => {
      for (let sent = 0; sent < mebibytes * 16 && !left; sent++) {
        if (!request.write(chunk)) await new Promise((drained) => request.once('drain', drained));
      }
      request.end(last);
    })();
  });
}

const chunk = randomBytes(mebibyte / 16);

/** A socket's frame with one text; clients must mask, and a mask of zeros leaves the text as it is (RFC 6455, 5.3). */
function frame(text) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(14);
  head[0] = 0x81;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

/** Opens a socket without a token, sends a message of so many bytes, waits for its answer and is silent from then on. */
function openSocket(bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    socket.write(`GET /graphql HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: upgrade\r\n`
      + `sec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-version: 13\r\n`
      + 'sec-websocket-protocol: graphql-transport-ws\r\n\r\n');
    let text = '';
    let asked = false;
    socket.on('data', (data) => {
      text = (text + data.toString('latin1')).slice(-4096);
      if (text.includes('1013') || text.includes('"complete"')) {
        socket.removeAllListeners('data').resume();
        resolve(socket);
      } else if (!asked && text.includes('connection_ack')) {
        asked = true;
        socket.write(frame(JSON.stringify({
          type: 'subscribe', id: 'a', payload: { query: '{ __typename }', extensions: { filler: 'x'.repeat(bytes) } },
        })));
      }
    });
    socket.on('error', reject);
    socket.write(frame('{"type":"connection_init"}'));
  });
}

/** Begins a request and reads nothing of the answer. */
function leaveUnread(path, body) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port: Number(port), host: hostname, highWaterMark: 1024 });
    socket.on('error', () => {});
    socket.on('connect', () => {
      socket.pause();
      socket.write(`${body ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n`
        + (body ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}` : '\r\n'), () => resolve(socket));
    });
    setTimeout(() => reject(new Error('no connection')), 30_000).unref();
  });
}

/**
 * Prints what each of so many things takes, after a first batch has filled the pools that are kept. The garbage collector grows and shrinks
 * the heap by tens of MiB when it pleases. So the set is read after each quarter, and what counts is the median growth of a quarter.
 */
async function measure(name, open) {
  const things = [];
  for (let i = 0; i < 50; i++) things.push(await open());
  const sizes = [await settle()];
  for (let quarter = 0; quarter < 4; quarter++) {
    for (let i = 0; i < count / 4; i++) things.push(await open());
    sizes.push(await settle());
  }
  const growth = sizes.slice(1).map((size, i) => size - sizes[i]).sort((a, b) => a - b);
  const each = ((growth[1] + growth[2]) / 2) * 1024 / Math.ceil(count / 4);
  console.log(`| ${name} | ${count} | ${sizes[0].toFixed(0)} | ${sizes[4].toFixed(0)} | ${each.toFixed(1)} |`);
  things.forEach((thing) => thing.destroy());
  await sleep(1000);
}

await ask('{ me { subject } }');
if (what === 'uploads') {
  const idle = await settle();
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: count }, () => upload(Number(sizeText))));
  const refused = answers.filter((answer) => !answer.includes('"file":{"id"'));
  console.log('| uploads at once | MiB each | refused | s | RSS before, MiB | highest RSS, MiB |\n|---|---|---|---|---|---|');
  console.log(`| ${count} | ${sizeText} | ${refused.length} | ${((performance.now() - begun) / 1000).toFixed(0)} | ${idle.toFixed(0)} | ${peak.toFixed(0)} |`);
  if (refused.length > 0 || peak > uploadsMax) {
    console.error(`jim: more than ${uploadsMax} MiB, or refused: ${refused[0]?.slice(0, 300) ?? ''}`);
    process.exitCode = 1;
  }
} else {
  console.log('| open | how many more | RSS before, MiB | RSS after, MiB | KiB each |\n|---|---|---|---|---|');
  await measure('idle sockets without a token that once sent 100 bytes', () => openSocket(100));
  await measure('idle sockets without a token that once sent 1 MiB', () => openSocket(mebibyte - 200));
  const { url } = JSON.parse(await upload(20)).data.uploadFile.file;
  const { pathname, search } = new URL(url, address);
  await measure('downloads of 20 MiB that nobody reads', () => leaveUnread(pathname + search));
  const large = JSON.stringify({ query: '{ documents(first: 100) { nodes { id title status meta createdAt owner { id displayName email } } } }' });
  await measure('answers of a page that nobody reads', () => leaveUnread('/graphql', large));
}
console.log(`\nLoad ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]}; all cores are shared.`);
process.exit();
