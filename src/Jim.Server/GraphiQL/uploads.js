// Files for variables of the scalar Upload: where an operation takes them, and the request that carries them (GraphQL multipart request specification).
import { isInputObjectType, isListType, isNonNullType, parse, typeFromAST } from 'graphql';

const depthMost = 3;

/** The places in the variables that take files, as `{ path: ['input', 'file'], many: false }`; none for a text that is not complete yet. */
export function findPlaces(schema, query) {
  if (!schema || !query) {
    return [];
  }

  let document;
  try {
    document = parse(query);
  } catch {
    return [];
  }

  return document.definitions
    .flatMap((definition) => definition.variableDefinitions ?? [])
    .flatMap(({ variable, type }) => placesIn(typeFromAST(schema, type), [variable.name.value], depthMost));
}

function placesIn(type, path, depth) {
  const inner = isNonNullType(type) ? type.ofType : type;
  const many = isListType(inner);
  const named = many ? (isNonNullType(inner.ofType) ? inner.ofType.ofType : inner.ofType) : inner;
  if (named?.name === 'Upload') {
    return [{ path, many }];
  }

  return depth > 0 && !many && isInputObjectType(named)
    ? Object.values(named.getFields()).flatMap((field) => placesIn(field.type, [...path, field.name], depth - 1))
    : [];
}

/** The form of a request; `chosen` has the files of each place, as `{ path, many, files }`. */
export function buildForm({ variables, ...request }, chosen) {
  const filled = structuredClone(variables ?? {});
  const map = {};
  const parts = [];
  for (const { path, many, files } of chosen) {
    const last = path.at(-1);
    const parent = path.slice(0, -1).reduce((object, name) => (object[name] ??= {}), filled);
    parent[last] = many ? files.map(() => null) : null;
    files.forEach((file, index) => {
      map[parts.length] = [['variables', ...path, ...(many ? [index] : [])].join('.')];
      parts.push(file);
    });
  }

  const form = new FormData();
  form.append('operations', JSON.stringify({ ...request, variables: filled }));
  form.append('map', JSON.stringify(map));
  parts.forEach((file, index) => form.append(String(index), file));
  return form;
}
