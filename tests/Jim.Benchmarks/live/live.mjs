// Live queries in great number, each of another user and of its own row: a document by its key.
// Arguments: ADDRESS KEY_FILE ADMIN_TOKEN SERVER_PID POSTGRES_PID all|own|idle SOCKETS ROUNDS; psql finds the database by the variables PG…
//   all    each change is one commit that changes all their rows: until when has each client the new answer?
//   own    each change is that of one row: until when has its client the new answer, and what does it cost?
//   idle   nothing is written: what does a socket cost in memory, and which SQL runs?
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { median, percentile, postgresSeconds, processorSeconds, sleep, tokenMaker } from '../faults/clients.mjs';
import { connect } from '../faults/sockets.mjs';

const [address, keyFile, adminToken, server, postgres, what, socketsText, roundsText] = process.argv.slice(2);
const [sockets, rounds] = [Number(socketsText), Number(roundsText)];
const waitMax = 60_000;
const idleFor = 10_000;
const tokenFor = tokenMaker(keyFile, adminToken);
const query = 'subscription ($id: UUID!) { documents(first: 1, where: { id: { eq: $id } }) { nodes { id title } } }';

function fail(why) {
  console.error(`jim: ${why}`);
  process.exit(1);
}

// --- The database, by psql.

const psql = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], { stdio: ['pipe', 'pipe', 'inherit'] });
let told = '';
let heard = () => {};
let marks = 0;
psql.stdout.on('data', (chunk) => { told += chunk; heard(); });

async function run(sql) {
  const mark = `done-${++marks}`;
  psql.stdin.write(`${sql};\n\\echo ${mark}\n`);
  while (!told.includes(`${mark}\n`)) await new Promise((resolve) => { heard = resolve; });
  const lines = told.split('\n').slice(0, -2);
  told = '';
  return lines;
}

/** How many transactions others have ended. Sessions tell of theirs once a second at most. */
const transactions = async () => Number((await run(`select sum(xact_commit + xact_rollback) from pg_stat_database
  where datname = current_database()`))[0]);

/** How often documents were looked up, by writes too. */
const lookups = async () => Number((await run("select idx_scan + seq_scan from pg_stat_user_tables where relname = 'documents'"))[0]);

// --- The subscribers.

const seen = { count: 0, wanted: 0, times: [], begun: 0, done: () => {} };

function note(text) {
  if (text.includes('"connection_ack"')) return;
  const message = JSON.parse(text);
  if (message.type === 'error' || message.payload?.errors) fail(`a live query was refused: ${text.slice(0, 300)}`);
  if (message.type !== 'next') return;
  seen.count++;
  seen.times.push(performance.now() - seen.begun);
  if (seen.count === seen.wanted) seen.done();
}

/** Begins to count answers; the promise ends when there are so many. */
function expectAnswers(wanted) {
  Object.assign(seen, { count: 0, wanted, times: [], begun: performance.now() });
  return new Promise((resolve) => {
    const overdue = setTimeout(() => fail(`only ${seen.count} of ${wanted} answers came within ${waitMax / 1000} s`), waitMax);
    seen.done = () => {
      clearTimeout(overdue);
      resolve();
    };
  });
}

async function subscribe([user, id]) {
  const write = await connect(address, note, fail);
  write(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokenFor(user, 'live')}` } }));
  write(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id } } }));
}

async function subscribeAll(watched) {
  for (let i = 0; i < watched.length; i += 50) {
    const answered = expectAnswers(Math.min(50, watched.length - i));
    await Promise.all(watched.slice(i, i + 50).map(subscribe));
    await answered;
  }
}

// --- The measurements.

const used = () => [processorSeconds(server), postgresSeconds(postgres)];
const show = (values, digits) => median(values).toFixed(digits);

async function measureAll() {
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    await sleep(1000);
    await run(`begin; update documents d set title = left(title, 20) || ' ${round}' from watched w where w.id = d.id`);
    const before = used();
    const answered = expectAnswers(sockets);
    psql.stdin.write('commit;\n');
    await answered;
    const times = [...seen.times].sort((a, b) => a - b);
    results.push([percentile(times, 0.5), percentile(times, 0.95), ...used().map((s, i) => s - before[i])]);
  }

  const column = (i, digits) => show(results.map((r) => r[i]), digits);
  console.log(`| all ${sockets} rows in one commit, each client of its own row | p50 ${column(0, 0)} ms, p95 ${column(1, 0)} ms; ${
    column(2, 2)} s of Jim's processor time, ${column(3, 2)} s of Postgres' |`);
}

async function measureOwn(watched) {
  await sleep(5000);
  const idle = await countIdle();
  const [jim, database] = used();
  const begun = await lookups();
  const clock = performance.now();
  const times = [];
  for (let change = 0; change < 100; change++) {
    const [, id] = watched[(change * 37) % watched.length];
    const answered = expectAnswers(1);
    await run(`update documents set title = left(title, 20) || ' own ${change}' where id = '${id}'`);
    await answered;
    times.push(seen.times[0]);
    await sleep(100 + Math.random() * 50); // not in step with the tailer
  }

  const seconds = (performance.now() - clock) / 1000;
  const after = used();
  const cost = after.map((s, i) => ((s - [jim, database][i]) / seconds - [idle.jim, idle.postgres][i]) * seconds * 10);
  await sleep(2000);
  const reads = (await lookups()) - begun - 100;
  times.sort((a, b) => a - b);
  console.log(`| one row a commit, beside ${sockets} clients of their own rows | p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${
    percentile(times, 0.95).toFixed(0)} ms; beside what idle clients take, a change costs ${
    cost[0].toFixed(1)} ms of Jim's processor time, ${cost[1].toFixed(1)} ms of Postgres' and ${(reads / 100).toFixed(1)} reads of documents |`);
}

const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server}/status`, 'utf8'))[1]);

async function measureIdle(watched) {
  // The first ones fill pools and caches of the process.
  const first = 500;
  await subscribeAll(watched.slice(0, first));
  await sleep(5000);
  const few = await countIdle();
  await subscribeAll(watched.slice(first));
  await sleep(15_000);
  const many = await countIdle();
  console.log(`| ${sockets} clients with a live query each, nothing written | ${
    ((many.memory - few.memory) / (sockets - first)).toFixed(1)} KiB of resident memory a client; ${
    many.transactions.toFixed(1)} transactions a second (${few.transactions.toFixed(1)} with ${first} clients); ${
    many.jim.toFixed(2)} of Jim's cores |`);
}

async function countIdle() {
  const begun = await transactions();
  const before = used();
  await sleep(idleFor);
  const [jim, database] = used().map((s, i) => (s - before[i]) / (idleFor / 1000));
  return { memory: resident(), transactions: ((await transactions()) - begun) / (idleFor / 1000), jim, postgres: database };
}

const watched = (await run(`create temp table watched as select distinct on (owner_id) owner_id, id from documents where deleted_at is null
  order by owner_id, id limit ${sockets}; select owner_id || ' ' || id from watched`)).map((line) => line.split(' '));
if (watched.length < sockets) fail(`only ${watched.length} users have documents`);
if (what === 'idle') {
  await measureIdle(watched);
} else {
  await subscribeAll(watched);
  await (what === 'all' ? measureAll() : measureOwn(watched));
}

process.exit();
