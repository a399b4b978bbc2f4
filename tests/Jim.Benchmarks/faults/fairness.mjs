// One greedy user with six shapes of load beside nine modest ones. In turns, the modest are measured alone and beside him; each of them sends a
// request, waits for its answer, and pauses. Fails where their p95 beside him is more than three times that without him, or one is refused.
// Arguments: ADDRESS KEY_FILE ADMIN_TOKEN SECONDS ROUNDS
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const [address, keyFile, adminToken, secondsText, roundsText] = process.argv.slice(2);
const [seconds, rounds] = [Number(secondsText), Number(roundsText)];
const modestCount = 9;
const pauseMilliseconds = 40;
const ratioMax = 3;
const agent = new http.Agent({ keepAlive: true });
const key = createPrivateKey(readFileSync(keyFile));
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const [adminHeader, adminClaims] = adminToken.split('.').slice(0, 2).map(decode);

/** A token of the development issuer for any user, with the roles of an ordinary one. */
function tokenFor(sub, name) {
  const claims = {
    ...adminClaims, sub, name, preferred_username: name, email: `${name}@example.org`, realm_access: { roles: ['jim-user'] },
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const text = [adminHeader, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

/** Sends bytes to /graphql; the answer's status and text. A stream is read until `stop` ends it. */
function send(token, body, headers = {}, stop = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${address}/graphql`, {
      method: 'POST', agent, signal: stop,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const ask = (token, query, variables) => send(token, JSON.stringify({ query, variables }));
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// --- The modest: a page of their own, a row by its key, a write.

const modestShapes = [
  () => ['{ documents(first: 20, order: [{ createdAt: DESC }]) { nodes { id title status owner { id } } } }'],
  () => ['{ me { subject } groups(first: 10) { nodes { id name } } }'],
  (n) => [
    'mutation ($t: String!) { createDocument(input: { title: $t }) { document { id } errors { __typename } } }', { t: `modest ${n}` },
  ],
];

async function beModest(token, until, seen) {
  for (let n = 0; Date.now() < until; n++) {
    const begun = performance.now();
    const { status, text } = await ask(token, ...modestShapes[n % modestShapes.length](n));
    seen.times.push(performance.now() - begun);
    if (status !== 200 || text.includes('"errors":[{')) {
      seen.refused++;
      seen.why ??= text.slice(0, 300);
    }
    await sleep(pauseMilliseconds);
  }
}

// --- The greedy one: each shape is sent by several loops at once, without a pause but after a refusal.

const words = (count) => Array.from({ length: count }, (_, i) => `word${i}`).join(' or ');
const nested = (search) => `{ documents(first: 90) { nodes { owner { documents(where: { title: { search: "${search}" } }) { totalCount } } } } }`;
const greedyShapes = {
  'nested search of 500 words': (token) => ask(token, nested(words(500))),
  'nested search of a word': (token) => ask(token, nested('word1')),
  'counts of long filters': (token) => ask(
    token, `{ documents(where: { or: [${Array.from({ length: 40 }, (_, i) => `{ title: { icontains: "x${i}" } }`)}] }) { totalCount } }`),
  'writes': (token, n) => ask(
    token, 'mutation ($t: String!) { createDocument(input: { title: $t }) { document { id } errors { __typename } } }', { t: `greedy ${n}` }),
  'live queries': (token, n, stop) => send(
    token, JSON.stringify({ query: `subscription { documents(first: ${1 + (n % 90)}, where: { title: { icontains: "${n}" } }) { totalCount } }` }),
    { accept: 'text/event-stream' }, stop),
  'uploads': (token) => upload(token),
};

function upload(token) {
  const mark = 'jim-bench-boundary';
  const operations = JSON.stringify({
    query: 'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { __typename } } }',
    variables: { input: { file: null } },
  });
  const body = Buffer.concat([
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${operations}\r\n`),
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.input.file"]}\r\n`),
    Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="0"; filename="a.bin"\r\n\r\n`), Buffer.alloc(1 << 20),
    Buffer.from(`\r\n--${mark}--\r\n`),
  ]);
  return send(token, body, { 'content-type': `multipart/form-data; boundary=${mark}`, 'GraphQL-Preflight': '1' });
}

async function beGreedy(token, shape, until, stop, answers) {
  for (let n = Math.floor(Math.random() * 1e6); Date.now() < until; n++) {
    try {
      const { status, text } = await greedyShapes[shape](token, n, stop);
      const code = /"code":"([A-Z0-9_]+)"/.exec(text)?.[1] ?? `${status}`;
      answers[`${shape}: ${code}`] = (answers[`${shape}: ${code}`] ?? 0) + 1;
      await sleep(status === 200 ? 0 : 20);
    } catch (left) {
      if (!stop.aborted) throw left;
    }
  }
}

async function measure(modest, greedy, answers) {
  const until = Date.now() + seconds * 1000;
  const stopping = new AbortController();
  const seen = { times: [], refused: 0, why: undefined };
  const abuse = greedy
    ? Object.keys(greedyShapes).flatMap((shape) => Array.from({ length: 6 }, () => beGreedy(greedy, shape, until, stopping.signal, answers)))
    : [];
  await Promise.all(modest.map((token) => beModest(token, until, seen)));
  stopping.abort();
  await Promise.all(abuse);
  const sorted = seen.times.sort((a, b) => a - b);
  return { ...seen, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

const listed = JSON.parse((await ask(adminToken, `{ users(first: ${modestCount + 1}) { nodes { id } } }`)).text);
const [greedy, ...modest] = listed.data.users.nodes.map((user, i) => tokenFor(user.id, `bench${i}`));
const answers = {};
await measure(modest, undefined, answers); // warms up
const alone = [];
const beside = [];
const cpu = process.cpuUsage();
for (let round = 1; round <= rounds; round++) {
  console.error(`round ${round} of ${rounds}`);
  alone.push(await measure(modest, undefined, answers));
  beside.push(await measure(modest, greedy, answers));
}

const used = process.cpuUsage(cpu);
const all = (runs, read) => runs.reduce((sum, run) => sum + read(run), 0);
const ratio = median(beside.map((run, i) => run.p95 / alone[i].p95));
console.log('| nine modest users | requests | p50 ms | p95 ms | refused |\n|---|---|---|---|---|');
for (const [name, runs] of [['alone', alone], ['beside one greedy user', beside]]) {
  const [p50, p95] = [median(runs.map((run) => run.p50)), median(runs.map((run) => run.p95))];
  console.log(`| ${name} | ${all(runs, (run) => run.times.length)} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${all(runs, (run) => run.refused)} |`);
}

console.log(`\np95 beside the greedy user is ${ratio.toFixed(2)} times that without him (at most ${ratioMax}), the median of ${rounds} rounds.`);
console.log(`The load generator took ${((used.user + used.system) / 1e6 / (2 * rounds * seconds)).toFixed(2)} of a core. What the greedy user was answered:`);
for (const [answer, times] of Object.entries(answers).sort()) {
  console.log(`- ${answer}: ${times}`);
}

const refused = all([...alone, ...beside], (run) => run.refused);
if (refused > 0 || !(ratio <= ratioMax)) {
  console.error(`jim: not fair: ${refused} modest requests refused (${[...alone, ...beside].find((run) => run.why)?.why ?? ''})`);
  process.exitCode = 1;
}
process.exit();
