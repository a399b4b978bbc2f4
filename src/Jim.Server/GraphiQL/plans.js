// How SQL and Postgres' plans are shown.

const quoted = /('(?:[^']|'')*'|"(?:[^"]|"")*")/;
const clause = / (?<!\b(?:left|cross) )(?=(?:from|where|(?:left |cross )?join|order by|limit|offset|group by|union all)\b)/g;

/** The statement with a line for each clause. Names and constants in quotes are left as they are. */
export function breakLines(sql) {
  return sql.split(quoted).map((part, index) => (index % 2 === 1 ? part : part.replace(clause, '\n'))).join('');
}

const texts = ['Index Cond', 'Recheck Cond', 'Filter', 'Join Filter', 'Hash Cond', 'Merge Cond', 'One-Time Filter', 'Sort Key', 'Subplan Name'];

/** What decides which rows a node of a plan gives, as pairs of name and text. */
export function detailsOf(node) {
  return texts.filter((name) => name in node).map((name) => [name, Array.isArray(node[name]) ? node[name].join(', ') : node[name]]);
}
