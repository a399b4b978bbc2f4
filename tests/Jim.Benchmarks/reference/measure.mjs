// Parse and validate of npm graphql, on the documents that Jim's LanguageBenchmarks use: `npm ci && npm run measure`.
// Prints, for each document, microseconds per run (median of rounds) and megabytes of document per second.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate, versionInfo } from 'graphql';

const folder = new URL('../Language/Documents/', import.meta.url);
const read = (name) => readFileSync(new URL(`${name}.graphql`, folder), 'utf8');
const schema = buildSchema(read('schema'));

const rounds = 7;
const roundMs = 150;

function median(run) {
  const started = performance.now();
  while (performance.now() - started < roundMs) run();
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    let count = 0;
    while (performance.now() - begin < roundMs) {
      run();
      count++;
    }
    samples.push(((performance.now() - begin) * 1000) / count);
  }
  return samples.sort((a, b) => a - b)[rounds >> 1];
}

console.log(`graphql ${versionInfo.major}.${versionInfo.minor}.${versionInfo.patch}, node ${process.version}`);
for (const name of ['hero', 'kitchen-sink', 'introspection', 'mobile']) {
  const text = read(name);
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(`${name}: ${errors.join('\n')}`);
  const parsing = median(() => parse(text));
  const validating = median(() => validate(schema, document));
  const bytes = Buffer.byteLength(text);
  console.log(
    `${name.padEnd(14)} ${String(bytes).padStart(6)} bytes   parse ${parsing.toFixed(1).padStart(7)} us (${(bytes / parsing).toFixed(1).padStart(6)} MB/s)` +
      `   validate ${validating.toFixed(1).padStart(8)} us   both ${(parsing + validating).toFixed(1).padStart(8)} us`,
  );
}
