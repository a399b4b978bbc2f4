// Many sockets, each of another user and with a live query of its own: a document by its key. One commit changes all answers; how long
// after it does each client have the new one? Fails where the p95 is more than a second.
// Arguments: ADDRESS KEY_FILE ADMIN_TOKEN SERVER_PID POSTGRES_PID SOCKETS ROUNDS; psql finds the database by the variables PG…
import { spawn } from 'node:child_process';
import { median, percentile, postgresSeconds, processorSeconds, sleep, tokenMaker } from './clients.mjs';
import { connect } from './sockets.mjs';

const [address, keyFile, adminToken, server, postgres, socketsText, roundsText] = process.argv.slice(2);
const [sockets, rounds] = [Number(socketsText), Number(roundsText)];
const p95Max = 1000;
const waitMax = 60_000;
const tokenFor = tokenMaker(keyFile, adminToken);

function fail(why) {
  console.error(`jim: ${why}`);
  process.exit(1);
}

// --- The subscribers.

const query = 'subscription ($id: UUID!) { documents(first: 1, where: { id: { eq: $id } }) { nodes { id title } } }';
const seen = { count: 0, times: [], begun: 0, done: () => {} };

function note(text) {
  const message = JSON.parse(text);
  if (message.type === 'error' || message.payload?.errors) fail(`a live query was refused: ${text.slice(0, 300)}`);
  if (message.type !== 'next') return;
  seen.count++;
  seen.times.push(performance.now() - seen.begun);
  if (seen.count === sockets) seen.done();
}

/** Begins to count answers; the promise ends when each socket has one. */
function expectAnswers() {
  Object.assign(seen, { count: 0, times: [], begun: performance.now() });
  return new Promise((resolve) => {
    const overdue = setTimeout(() => fail(`only ${seen.count} of ${sockets} clients were told within ${waitMax / 1000} s`), waitMax);
    seen.done = () => {
      clearTimeout(overdue);
      resolve();
    };
  });
}

async function subscribe([user, id]) {
  let acknowledge;
  const acknowledged = new Promise((resolve) => { acknowledge = resolve; });
  const write = await connect(address, (text) => (text.includes('"connection_ack"') ? acknowledge() : note(text)), fail);
  write(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokenFor(user, 'live')}` } }));
  await acknowledged;
  write(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id } } }));
}

// --- The changes: prepared in a transaction, so that only the commit lies between the clock's begin and the answers.

const psql = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], { stdio: ['pipe', 'pipe', 'inherit'] });
let told = '';
psql.stdout.on('data', (chunk) => { told += chunk; });

async function run(sql, mark) {
  psql.stdin.write(`${sql};\n\\echo ${mark}\n`);
  while (!told.includes(`${mark}\n`)) await sleep(5);
  const lines = told.split('\n').slice(0, -2);
  told = '';
  return lines;
}

const watched = (await run(`create temp table watched as select distinct on (owner_id) owner_id, id from documents where deleted_at is null
  order by owner_id, id limit ${sockets}; select owner_id || ' ' || id from watched`, 'watched')).map((line) => line.split(' '));
if (watched.length < sockets) fail(`only ${watched.length} users have documents`);
const first = expectAnswers();
for (let i = 0; i < sockets; i += 20) await Promise.all(watched.slice(i, i + 20).map(subscribe));
await first;
const results = [];
for (let round = 1; round <= rounds; round++) {
  await sleep(1000);
  await run(`begin; update documents d set title = left(title, 20) || ' ${round}' from watched w where w.id = d.id`, `ready${round}`);
  const before = [processorSeconds(server), postgresSeconds(postgres), processorSeconds(process.pid)];
  const answered = expectAnswers();
  psql.stdin.write('commit;\n');
  await answered;
  const after = [processorSeconds(server), postgresSeconds(postgres), processorSeconds(process.pid)];
  const times = [...seen.times].sort((a, b) => a - b);
  results.push({ p50: percentile(times, 0.5), p95: percentile(times, 0.95), last: times.at(-1), used: after.map((s, i) => s - before[i]) });
  const { p50, p95, used } = results.at(-1);
  console.error(`round ${round} of ${rounds}: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, processors' seconds ${
    used.map((s) => s.toFixed(1)).join(' ')}`);
}

const show = (read, digits) => median(results.map(read)).toFixed(digits);
const p95 = median(results.map((r) => r.p95));
console.log("| sockets | p50 ms | p95 ms | last ms | processors' seconds of Jim | of Postgres | of the clients |");
console.log('|---|---|---|---|---|---|---|');
console.log(`| ${sockets} | ${show((r) => r.p50, 0)} | ${show((r) => r.p95, 0)} | ${show((r) => r.last, 0)} | ${
  [0, 1, 2].map((i) => show((r) => r.used[i], 2)).join(' | ')} |`);
console.log(`\nFrom the commit to each client, the medians of ${rounds} changes; wanted: a p95 of ${p95Max} ms at most.`);
if (!(p95 <= p95Max)) fail('live queries are told late');
process.exit();
