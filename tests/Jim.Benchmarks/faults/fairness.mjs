// One greedy user with six shapes of load beside nine modest ones. In turns, the modest are measured alone and beside him; each of them
// sends a request, waits for its answer, and pauses. Fails where their p95 beside him is more than three times that without him, or one is
// refused.
// Arguments: ADDRESS KEY_FILE ADMIN_TOKEN SERVER_PID POSTGRES_PID SECONDS ROUNDS [SHAPES]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, median, percentile, postgresSeconds, processorSeconds, sleep, tokenMaker } from './clients.mjs';

const [address, keyFile, adminToken, server, postgres, secondsText, roundsText, greedyShapes] = process.argv.slice(2);
const [seconds, rounds] = [Number(secondsText), Number(roundsText)];
const modestCount = 9;
const pauseMilliseconds = 40;
const ratioMax = 3;
const tokenFor = tokenMaker(keyFile, adminToken);

// --- The modest.

const modestShapes = {
  'a page': () => ['{ documents(first: 20, order: [{ createdAt: DESC }]) { nodes { id title status owner { id } } } }'],
  'rows': () => ['{ me { subject } groups(first: 10) { nodes { id name } } }'],
  'a write': (n) => [
    'mutation ($t: String!) { createDocument(input: { title: $t }) { document { id } errors { __typename } } }', { t: `modest ${n}` },
  ],
};
const names = Object.keys(modestShapes);

async function beModest(token, until, seen) {
  for (let n = 0; Date.now() < until; n++) {
    const begun = performance.now();
    const shape = names[n % names.length];
    const { status, text } = await ask(address, token, ...modestShapes[shape](n));
    seen.times.push({ shape, took: performance.now() - begun });
    if (status !== 200 || text.includes('"errors":[{')) {
      seen.refused++;
      seen.why ??= text.slice(0, 300);
    }
    await sleep(pauseMilliseconds);
  }
}

// --- The greedy one, in a process of his own, so that his work does not hold up the clocks of the modest.

function startGreedy(token) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('greedy.mjs', import.meta.url)), address, greedyShapes ?? ''], {
    env: { ...process.env, GREEDY_TOKEN: token }, stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => { text += chunk; });
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  return {
    pid: child.pid,
    async stop() {
      child.stdin.end();
      await ended;
      return JSON.parse(text);
    },
  };
}

const readProcessors = (greedy) => ({
  server: processorSeconds(server), postgres: postgresSeconds(postgres), modest: processorSeconds(process.pid),
  greedy: greedy ? processorSeconds(greedy.pid) : 0,
});

async function measure(modest, greedyToken, answers) {
  const greedy = greedyToken ? startGreedy(greedyToken) : undefined;
  await sleep(greedy ? 500 : 0);
  const before = readProcessors(greedy);
  const seen = { times: [], refused: 0, why: undefined };
  const until = Date.now() + seconds * 1000;
  await Promise.all(modest.map((token) => beModest(token, until, seen)));
  const after = readProcessors(greedy);
  for (const [answer, times] of Object.entries(await greedy?.stop() ?? {})) {
    answers[answer] = (answers[answer] ?? 0) + times;
  }

  const sort = (times) => times.map((time) => time.took).sort((a, b) => a - b);
  const sorted = sort(seen.times);
  const p95Of = (name) => percentile(sort(seen.times.filter((time) => time.shape === name)), 0.95);
  const shapes = Object.fromEntries(names.map((name) => [name, p95Of(name)]));
  const cores = Object.fromEntries(Object.keys(before).map((name) => [name, (after[name] - before[name]) / seconds]));
  return { ...seen, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), shapes, cores };
}

const listed = JSON.parse((await ask(address, adminToken, `{ users(first: ${modestCount + 1}) { nodes { id } } }`)).text);
const [greedy, ...modest] = listed.data.users.nodes.map((user, i) => tokenFor(user.id, `bench${i}`));
const answers = {};
await measure(modest, undefined, answers); // warms up
const alone = [];
const beside = [];
for (let round = 1; round <= rounds; round++) {
  alone.push(await measure(modest, undefined, answers));
  beside.push(await measure(modest, greedy, answers));
  console.error(`round ${round} of ${rounds}: p95 ${alone.at(-1).p95.toFixed(1)} ms alone, ${beside.at(-1).p95.toFixed(1)} ms beside him`);
}

const all = (runs, read) => runs.reduce((sum, run) => sum + read(run), 0);
const ratio = median(beside.map((run, i) => run.p95 / alone[i].p95));
const cores = ['server', 'postgres', 'modest', 'greedy'];
console.log('| nine modest users | requests | p50 ms | p95 ms | refused | cores of Jim | of Postgres | of their clients | of his client |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const [name, runs] of [['alone', alone], ['beside one greedy user', beside]]) {
  const figures = [
    median(runs.map((run) => run.p50)).toFixed(1), median(runs.map((run) => run.p95)).toFixed(1), all(runs, (run) => run.refused),
    ...cores.map((part) => median(runs.map((run) => run.cores[part])).toFixed(2)),
  ];
  console.log(`| ${name} | ${all(runs, (run) => run.times.length)} | ${figures.join(' | ')} |`);
}

console.log(`\np95 beside the greedy user is ${ratio.toFixed(2)} times that alone, the median of ${rounds} rounds (wanted: ${ratioMax}).`);
for (const name of names) {
  const [without, beside95] = [alone, beside].map((runs) => median(runs.map((run) => run.shapes[name])).toFixed(1));
  console.log(`- ${name}: p95 ${without} ms alone, ${beside95} ms beside him`);
}

console.log('What the greedy user was answered:');
for (const [answer, times] of Object.entries(answers).sort()) {
  console.log(`- ${answer}: ${times}`);
}

const refused = all([...alone, ...beside], (run) => run.refused);
if (refused > 0 || !(ratio <= ratioMax)) {
  console.error(`jim: not fair: ${refused} modest requests refused (${[...alone, ...beside].find((run) => run.why)?.why ?? ''})`);
  process.exitCode = 1;
}
process.exit();
