// What Nitro (once Banana Cake Pop) and other tools with a look at HotChocolate ask for when they connect: what introspection can tell here, the
// whole schema by it, and the same schema as a download.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertValidSchema, buildClientSchema, buildSchema, getIntrospectionQuery, isInputObjectType, isScalarType, isSpecifiedDirective, lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { authorization, endpoint } from './jim.mjs';

const everything = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };

async function ask(query, variables) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

const download = (path, headers) => fetch(new URL(path, endpoint), { headers: { authorization, ...headers } });

test('what introspection can tell is asked first', async () => {
  const part = (alias, name) => `${alias}: __type(name: "${name}") { name fields(includeDeprecated: true) { name args(includeDeprecated: true) { name } } }`;
  const data = await ask(`query Inspect {
    ${part('schema', '__Schema')}
    ${part('type', '__Type')}
    ${part('field', '__Field')}
    ${part('directive', '__Directive')}
    ${part('input', '__InputValue')}
  }`);
  const fieldsOf = (alias) => data[alias].fields.map(({ name }) => name);
  const takesDeprecated = (alias, name) => data[alias].fields.find((field) => field.name === name).args.some((arg) => arg.name === 'includeDeprecated');
  assert.ok(fieldsOf('schema').includes('description') && fieldsOf('schema').includes('subscriptionType'));
  assert.ok(fieldsOf('type').includes('specifiedByURL') && fieldsOf('type').includes('isOneOf'));
  assert.ok(fieldsOf('directive').includes('isRepeatable') && fieldsOf('directive').includes('locations'));
  assert.ok(fieldsOf('input').includes('isDeprecated') && fieldsOf('input').includes('deprecationReason'));
  for (const [alias, name] of [['type', 'fields'], ['type', 'enumValues'], ['type', 'inputFields'], ['field', 'args'], ['directive', 'args']]) {
    assert.ok(takesDeprecated(alias, name), `${alias}.${name}`);
  }
});

test('the whole schema, as new and as old tools ask for it', async () => {
  const schema = buildClientSchema(await ask(getIntrospectionQuery(everything)));
  assertValidSchema(schema);
  const types = Object.values(schema.getTypeMap());
  assert.ok(types.some((type) => isScalarType(type) && type.specifiedByURL));
  assert.ok(types.some((type) => isInputObjectType(type)));
  assert.ok(schema.getSubscriptionType());
  assertValidSchema(buildClientSchema(await ask(getIntrospectionQuery({ descriptions: false }))));
});

test('the downloads tell the same schema', async () => {
  const told = buildClientSchema(await ask(getIntrospectionQuery(everything)));
  for (const path of ['/graphql?sdl', '/graphql/schema.graphql', '/graphql/schema', '/graphql/sdl']) {
    const response = await download(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-disposition'), /attachment; filename="schema\.graphql"/);
    const downloaded = buildSchema(await response.text());
    assert.equal(print(downloaded), print(told), path);
    const known = await download(path, { 'if-none-match': response.headers.get('etag') });
    assert.equal(known.status, 304, path);
  }
});

/** Without descriptions of the specified scalars and directives, which each tool has itself. */
function print(schema) {
  assert.ok(schema.getDirectives().some((directive) => isSpecifiedDirective(directive)));
  return printSchema(lexicographicSortSchema(schema));
}
