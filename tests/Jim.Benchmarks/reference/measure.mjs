// npm graphql on the documents of Jim's benchmarks, one measurement for each line that Engine/Reference.cs sends: microseconds of a run.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { buildSchema, execute, getOperationAST, Lexer, parse, Source, TokenKind, validate, versionInfo } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

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

function lex(text) {
  const lexer = new Lexer(new Source(text));
  while (lexer.advance().kind !== TokenKind.EOF);
}

function valid(document) {
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

function answer(document, { operation, variables, root }) {
  const result = execute({ schema, document, operationName: operation, variableValues: variables, rootValue: root });
  if (result.errors) throw new Error(result.errors.join('\n'));
  return Buffer.from(JSON.stringify(result));
}

const steps = {
  lex: ({ text }) => lex(text),
  parse: ({ text }) => parse(text),
  validate: ({ document }) => valid(document),
  'parse and validate': ({ text }) => valid(parse(text)),
  'coerce variables': ({ document, operation, variables }) =>
    getVariableValues(schema, getOperationAST(document, operation).variableDefinitions ?? [], variables),
  execute: (one) => answer(one.document, one),
  'whole: text to answer': (one) => {
    const document = parse(one.text);
    valid(document);
    return answer(document, one);
  },
};

console.log(`graphql ${versionInfo.major}.${versionInfo.minor}.${versionInfo.patch}, node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const text = read(question.document);
  const one = { ...question, text, document: parse(text) };
  console.log(best(() => steps[question.step](one)));
}
