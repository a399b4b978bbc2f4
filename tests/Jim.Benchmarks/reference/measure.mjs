// Parse and validate of npm graphql, on the documents that Jim's LanguageBenchmarks use: `npm ci && npm run measure`.
// Prints, for each document, microseconds per run (best of many short rounds) and megabytes of document per second.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate, versionInfo } from 'graphql';

const folder = new URL('../Language/Documents/', import.meta.url);
const read = (name) => readFileSync(new URL(`${name}.graphql`, folder), 'utf8');
const schema = buildSchema(read('schema'));

const rounds = 200;
const roundMs = 3;

// The least of many short rounds, as BestOfRounds.cs takes it: means and medians would measure who else is on the machine.
function best(run) {
  const started = performance.now();
  while (performance.now() - started < 500) run();
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    let count = 0;
    do {
      run();
      count++;
    } while (performance.now() - begin < roundMs);
    least = Math.min(least, ((performance.now() - begin) * 1000) / count);
  }
  return least;
}

console.log(`graphql ${versionInfo.major}.${versionInfo.minor}.${versionInfo.patch}, node ${process.version}`);
for (const name of ['hero', 'kitchen-sink', 'introspection', 'mobile']) {
  const text = read(name);
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(`${name}: ${errors.join('\n')}`);
  const parsing = best(() => parse(text));
  const validating = best(() => validate(schema, document));
  const bytes = Buffer.byteLength(text);
  console.log(
    `${name.padEnd(14)} ${String(bytes).padStart(6)} bytes   parse ${parsing.toFixed(1).padStart(7)} us (${(bytes / parsing).toFixed(1).padStart(6)} MB/s)` +
      `   validate ${validating.toFixed(1).padStart(8)} us   both ${(parsing + validating).toFixed(1).padStart(8)} us`,
  );
}
