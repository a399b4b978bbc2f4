// npm graphql, asked line by line: one JSON object in, one out. The only state are the schemas that were given.
//   {schema, sdl, rows?}                                      → {}
//   {schema, document, variables?, operationName?, execute?}  → {stage, faults: [{message, locations?, path?}], data?, threw?}
import { createInterface } from 'node:readline';
import { buildSchema, execute, GraphQLError, MaxIntrospectionDepthRule, parse, specifiedRules, validate } from 'graphql';
import { buildExecutionContext } from 'graphql/execution/execute.js';
import { giveMeaning } from './scalars.mjs';
import { resolve } from './fixture.mjs';

// Jim has a limit of its own there (HC0086).
const rules = specifiedRules.filter((rule) => rule !== MaxIntrospectionDepthRule);
const schemas = new Map();

const told = ({ message, locations, path }) => ({ message, locations, path });

function define({ schema: name, sdl, rows }) {
  const schema = buildSchema(sdl);
  giveMeaning(schema);
  if (rows) resolve(schema, rows);
  schemas.set(name, schema);
  return {};
}

function answer({ schema: name, document: text, variables, operationName, execute: wanted }) {
  const schema = schemas.get(name);
  let document;
  try {
    document = parse(text);
  } catch (fault) {
    if (!(fault instanceof GraphQLError)) throw fault;
    return { stage: 'Syntax', faults: [told(fault)] };
  }

  let invalid;
  try {
    invalid = validate(schema, document, rules, { maxErrors: 100_000 });
  } catch (fault) {
    if (!(fault instanceof GraphQLError)) throw fault;
    return { stage: 'Validation', faults: [told(fault)], threw: true };
  }

  if (invalid.length > 0) return { stage: 'Validation', faults: invalid.map(told) };
  const request = { schema, document, variableValues: variables ?? {}, operationName };
  const context = buildExecutionContext(request);
  if (!('schema' in context)) return { stage: 'Request', faults: context.map(told) };
  if (!wanted) return { stage: 'Execution', faults: [] };
  const { data, errors = [] } = execute(request);
  return { stage: 'Execution', faults: errors.map(told), data };
}

for await (const line of createInterface({ input: process.stdin })) {
  let out;
  try {
    const request = JSON.parse(line);
    out = 'sdl' in request ? define(request) : answer(request);
  } catch (fault) {
    out = { crash: String(fault.stack ?? fault) };
  }

  process.stdout.write(JSON.stringify(out) + '\n');
}
