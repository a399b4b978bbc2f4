// A greedy user, in a process of his own: each shape of load is sent by several loops at once, without a pause but after a refusal. Ends at
// the end of its input, and prints how often he was answered what.
// Arguments: ADDRESS SHAPES (separated by commas; all: empty); the token is the environment variable GREEDY_TOKEN.
import { ask as askAt, send as sendTo, sleep } from './clients.mjs';

const [address, chosen] = process.argv.slice(2);
const token = process.env.GREEDY_TOKEN;
const loopsPerShape = 6;
const stopping = new AbortController();
const ask = (query, variables) => askAt(address, token, query, variables);
const send = (body, headers) => sendTo(address, token, body, headers, stopping.signal);

const words = (count) => Array.from({ length: count }, (_, i) => `word${i}`).join(' or ');
const nested = (search) =>
  `{ documents(first: 90) { nodes { owner { documents(where: { title: { search: "${search}" } }) { totalCount } } } } }`;
const contains = Array.from({ length: 40 }, (_, i) => `{ title: { icontains: "x${i}" } }`);
const filters = `{ documents(where: { or: [${contains}] }) { totalCount } }`;
const create = 'mutation ($t: String!) { createDocument(input: { title: $t }) { document { id } errors { __typename } } }';
const file = buildUpload(1 << 20);
const shapes = {
  'nested search of 500 words': () => ask(nested(words(500))),
  'nested search of a word': () => ask(nested('word1')),
  'counts of long filters': () => ask(filters),
  'writes': (n) => ask(create, { t: `greedy ${n}` }),
  'live queries': (n) => send(
    JSON.stringify({ query: `subscription { documents(first: ${1 + (n % 90)}, where: { title: { icontains: "${n}" } }) { totalCount } }` }),
    { accept: 'text/event-stream' }),
  'uploads': () => send(file.body, file.headers),
};

function buildUpload(bytes) {
  const mark = 'jim-bench-boundary';
  const operations = JSON.stringify({
    query: 'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { __typename } } }',
    variables: { input: { file: null } },
  });
  const body = Buffer.concat([
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${operations}\r\n`),
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.input.file"]}\r\n`),
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="0"; filename="a.bin"\r\n\r\n`), Buffer.alloc(bytes),
    Buffer.from(`\r\n--${mark}--\r\n`),
  ]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${mark}`, 'GraphQL-Preflight': '1' } };
}

const answers = {};

async function repeat(shape) {
  for (let n = Math.floor(Math.random() * 1e6); !stopping.signal.aborted; n++) {
    try {
      const { status, text } = await shapes[shape](n);
      const code = /"code":"([A-Z0-9_]+)"/.exec(text)?.[1] ?? `${status}`;
      answers[`${shape}: ${code}`] = (answers[`${shape}: ${code}`] ?? 0) + 1;
      await sleep(status === 200 ? 0 : 20);
    } catch (left) {
      if (!stopping.signal.aborted) throw left;
    }
  }
}

process.stdin.on('end', () => stopping.abort()).resume();
const named = chosen ? chosen.split(',') : Object.keys(shapes);
await Promise.all(named.flatMap((shape) => Array.from({ length: loopsPerShape }, () => repeat(shape))));
console.log(JSON.stringify(answers));
process.exit();
