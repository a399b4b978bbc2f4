// The starter model's rows as plain objects behind plain resolvers: what a reader of the conventions would write by hand, nothing of SQL.
import { GraphQLError } from 'graphql';

// Field of the type → [the other type, member of this row, member of the other row]; many rows where the field's type is a connection.
const relations = {
  Document: { owner: ['User', 'ownerId', 'id'], group: ['Group', 'groupId', 'id'], documentEvents: ['DocumentEvent', 'id', 'documentId'] },
  DocumentEvent: { actor: ['User', 'actorId', 'id'], document: ['Document', 'documentId', 'id'] },
  Group: { documents: ['Document', 'id', 'groupId'], memberships: ['Membership', 'id', 'groupId'] },
  Membership: { group: ['Group', 'groupId', 'id'], user: ['User', 'userId', 'id'] },
  User: { documentEvents: ['DocumentEvent', 'id', 'actorId'], documents: ['Document', 'id', 'ownerId'], memberships: ['Membership', 'id', 'userId'] },
};
const roots = { documents: 'Document', documentEvents: 'DocumentEvent', groups: 'Group', memberships: 'Membership', users: 'User' };
const json = { Document: 'meta', DocumentEvent: 'payload', User: 'profile' };
const enums = { status: ['DRAFT', 'REVIEW', 'FINAL', 'ARCHIVED'], role: ['OWNER', 'MEMBER'] };

const pageDefault = 10;
const pageMax = 100;

export function resolve(schema, rows) {
  const world = { schema, rows };
  const query = schema.getQueryType().getFields();
  for (const [name, type] of Object.entries(roots)) {
    query[name].resolve = (_, args) => page(world, type, rows[type], args);
    query[`${name.slice(0, -1)}ById`].resolve = (_, { id }) => only(rows[type], (row) => row.id === id.toLowerCase());
  }

  query.userByEmail.resolve = (_, { email }) => only(rows.User, (row) => row.email === email);
  query.membershipByUserIdAndGroupId.resolve = (_, args) =>
    only(rows.Membership, (row) => row.userId === args.userId.toLowerCase() && row.groupId === args.groupId.toLowerCase());
  for (const [type, fields] of Object.entries(relations)) {
    const members = schema.getType(type).getFields();
    for (const name of Object.keys(fields)) {
      const many = String(members[name].type).endsWith('Connection');
      const others = (row) => related(world, type, name, row);
      members[name].resolve = many ? (row, args) => page(world, fields[name][0], others(row), args) : (row) => others(row)[0] ?? null;
    }

    if (json[type]) members[json[type]].resolve = (row, { path }) => at(row[json[type]], path);
  }
}

const only = (rows, fits) => rows.find(fits) ?? null;

function related({ rows }, type, name, row) {
  const [other, mine, theirs] = relations[type][name];
  return row[mine] === null ? [] : rows[other].filter((o) => o[theirs] === row[mine]);
}

// `a.b` or `list.0` inside a JSON value.
function at(value, path) {
  if (path === undefined || path === null) return value;
  return path.split('.').reduce((place, step) => (place !== null && typeof place === 'object' ? place[step] ?? null : null), value);
}

// Paging: first or last (10 where neither is given), after and before; a cursor here is the row's id.
function page(world, type, rows, { first, last, after, before, where, order }) {
  if (first != null && last != null) throw new GraphQLError('first and last');
  const size = first ?? last ?? pageDefault;
  if (size < 0 || size > pageMax) throw new GraphQLError('size');
  const all = sorted(world, type, where == null ? rows : rows.filter((row) => fits(world, type, row, where)), order ?? []);
  const from = after == null ? 0 : place(all, after) + 1;
  const to = before == null ? all.length : place(all, before);
  const between = all.slice(from, Math.max(from, to));
  const nodes = last == null ? between.slice(0, size) : between.slice(Math.max(0, between.length - size));
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: node.id })),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: last == null ? between.length > size : before != null,
      hasPreviousPage: last == null ? after != null : between.length > size,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    },
  };
}

function place(rows, cursor) {
  const index = rows.findIndex((row) => row.id === cursor);
  if (index < 0) throw new GraphQLError('cursor');
  return index;
}

// Order: nulls are last going up and first going down, the key decides what is equal.
function sorted(world, type, rows, order) {
  const terms = [...order.flatMap((item) => termsOf(world, type, item, (row) => row)), { value: (row) => row.id, down: false }];
  return [...rows].sort((a, b) => {
    for (const { value, down } of terms) {
      const sign = compare(value(a), value(b));
      if (sign !== 0) return down ? -sign : sign;
    }

    return 0;
  });
}

function termsOf(world, type, item, reach) {
  return Object.entries(item).flatMap(([name, value]) => {
    if (value === null) throw new GraphQLError('order null');
    if (relations[type][name]) {
      return termsOf(world, relations[type][name][0], value, (row) => {
        const parent = reach(row);
        return parent ? related(world, type, name, parent)[0] ?? null : null;
      });
    }

    return [{ value: (row) => comparable(name, reach(row)?.[name] ?? null), down: value === 'DESC' }];
  });
}

// Enums are ordered as they are declared.
const ranked = (name, value) => (enums[name] ? enums[name].indexOf(value) : value);

function compare(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'boolean') return a ? 1 : -1;
  return typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}

// Filters. What says nothing is left out, also of an `or`; undefined: says nothing.
function fits(world, type, row, where) {
  return condition(world, type, row, where) !== false;
}

function all(results) {
  const said = results.filter((result) => result !== undefined);
  return said.length === 0 ? undefined : said.every(Boolean);
}

function any(results) {
  const said = results.filter((result) => result !== undefined);
  return said.length === 0 ? undefined : said.some(Boolean);
}

function condition(world, type, row, where, outer = false) {
  return all(Object.entries(where).map(([name, value]) => {
    if (value === null) throw new GraphQLError('filter null');
    if (name === 'and') return all(value.map((item) => condition(world, type, row, item, outer)));
    if (name === 'or') return any(value.map((item) => condition(world, type, row, item, outer)));
    if (name === 'isNull') return (row === null) === value;
    if (!relations[type][name]) return column(world, type, name, row === null ? null : row[name], value, outer);
    const [other] = relations[type][name];
    const rows = row === null ? [] : related(world, type, name, row);
    return isList(world, type, name) ? quantified(world, other, rows, value) : condition(world, other, rows[0] ?? null, value, true);
  }));
}

const isList = ({ schema }, type, name) => String(schema.getType(type).getFields()[name].type).endsWith('Connection');

function quantified(world, type, rows, where) {
  return all(Object.entries(where).map(([quantifier, value]) => {
    if (value === null) throw new GraphQLError('filter null');
    if (quantifier === 'any') return (rows.length > 0) === value;
    const some = rows.some((row) => fits(world, type, row, value));
    return quantifier === 'some' ? some : quantifier === 'none' ? !some : rows.every((row) => fits(world, type, row, value));
  }));
}

// A negation holds for null too. Through a parent that may be missing every column may be null.
function column(world, type, name, value, operators, outer) {
  const nullable = outer || !String(world.schema.getType(type).getFields()[name].type).endsWith('!');
  const stored = comparable(name, value);
  return all(Object.entries(operators).map(([operator, given]) => {
    if (operator === 'and') return all(given.map((item) => column(world, type, name, value, item, outer)));
    if (operator === 'or') return any(given.map((item) => column(world, type, name, value, item, outer)));
    const nulls = given === null || (Array.isArray(given) && given.includes(null));
    if (nulls && !(nullable && ['eq', 'neq', 'in', 'nin'].includes(operator))) throw new GraphQLError('filter null');
    const wanted = Array.isArray(given) ? given.map((item) => comparable(name, item)) : comparable(name, given);
    switch (operator) {
      case 'eq': return stored === wanted;
      case 'neq': return stored !== wanted;
      case 'in': return wanted.includes(stored);
      case 'nin': return !wanted.includes(stored);
      default: return operator.startsWith('n')
        ? stored === null || !holds(operator.slice(1), stored, wanted) : stored !== null && holds(operator, stored, wanted);
    }
  }));
}

// Moments are compared as microseconds, ids without case, enums by their place.
function comparable(name, value) {
  if (value === null) return null;
  if (/At$/.test(name)) return moment(value);
  if (/(^i|I)d$/.test(name) || name === 'createdBy') return value.toLowerCase();
  return ranked(name, value);
}

function moment(text) {
  const [, seconds, fraction = '', zone] = /^([^.Zz+]*?)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  return BigInt(Date.parse(`${seconds}${zone.toUpperCase()}`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

function holds(operator, stored, wanted) {
  switch (operator) {
    case 'gt': return compare(stored, wanted) > 0;
    case 'gte': return compare(stored, wanted) >= 0;
    case 'lt': return compare(stored, wanted) < 0;
    case 'lte': return compare(stored, wanted) <= 0;
    case 'contains': return stored.includes(wanted);
    case 'startsWith': return stored.startsWith(wanted);
    case 'endsWith': return stored.endsWith(wanted);
    case 'icontains': return stored.toLowerCase().includes(wanted.toLowerCase());
    case 'istartsWith': return stored.toLowerCase().startsWith(wanted.toLowerCase());
    case 'ieq': return stored.toLowerCase() === wanted.toLowerCase();
    default: throw new Error(`no operator ${operator}`);
  }
}
