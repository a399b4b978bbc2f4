// The tabs that a person sees first: the story of the README where the schema has its tables, else a query that the schema allows.
import { getNamedType, getNullableType, isLeafType, isObjectType, parse, validate } from 'graphql';

const story = [
  {
    query: `# Who you are, and what you see. Another user sees other rows.
query Me {
  me { name roles }
  documents(first: 3, order: [{ createdAt: DESC }]) {
    nodes { title status owner { displayName } documentEvents(first: 2) { nodes { kind } } }
  }
}
`,
  },
  {
    query: `# Filters, also by values inside a JSON column, and pages by cursor.
query Filter($after: String) {
  documents(
    first: 5
    after: $after
    where: { status: { in: [DRAFT, REVIEW] }, meta: { path: [{ path: "lang", eq: "fr" }] } }
    order: [{ title: ASC }]
  ) {
    nodes { id title meta(path: "lang") }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
`,
  },
  {
    query: `# A write. What the database refuses is told as a typed error.
mutation Write($input: CreateDocumentInput!) {
  createDocument(input: $input) {
    document { id title version }
    errors { ... on Error { message code } }
  }
}
`,
    variables: { input: { title: 'From GraphiQL', status: 'DRAFT', meta: { lang: 'fr' } } },
  },
  {
    query: `# The same as a job: answered at once, done once by a worker, with your rights.
mutation Queue @queued(priority: HIGH) {
  createDocument(input: { title: "Later", status: DRAFT }) { document { id } }
}
`,
  },
  {
    query: `query Jobs {
  jobs(first: 3, order: [{ createdAt: DESC }]) { nodes { id state result } }
}
`,
  },
  {
    query: `# Choose a file below the answer, then run it. A file of any size is streamed.
mutation Upload($input: UploadFileInput!) {
  uploadFile(input: $input) {
    file { name url state sizeBytes sha256 }
    errors { ... on Error { message code } }
  }
}
`,
    variables: { input: { ack: 'STORED' } },
  },
  {
    query: `# A query under "subscription" is live: run it, then run the tab Write.
subscription Live {
  documents(first: 3, order: [{ updatedAt: DESC }]) { nodes { title version } }
}
`,
  },
  {
    query: `# The first rows at once, the rest as it comes, all from one state of the data.
query Stream {
  documents(first: 20) {
    nodes @stream(initialCount: 5) { title documentEvents(first: 3) { nodes { kind } } }
    ... @defer { totalCount }
  }
}
`,
  },
];

const nothingYet = `# You are not signed in, so you see what the schema shows to everybody.
# "Sign in" is at the top right. A token can also be typed under "Headers":
# { "Authorization": "Bearer …" }   (./jim token alice)
`;

/** Tabs for GraphiQL, each valid against the schema; a null schema could not be read. */
export function chooseTabs(schema, signedIn) {
  const fits = schema ? story.filter(({ query }) => isValid(schema, parse(query))) : [];
  const tabs = fits.includes(story[0]) ? fits : [...examplesOf(schema), ...fits];
  const first = signedIn ? tabs[0] : { ...tabs[0], query: nothingYet + tabs[0].query };
  return [first, ...tabs.slice(1)].map(({ query, variables }) => ({ query, variables: variables && JSON.stringify(variables, null, 2) }));
}

/** No rule of graphql-js looks for the root type of an operation. */
function isValid(schema, document) {
  return document.definitions.every(({ operation }) => schema.getRootType(operation)) && validate(schema, document).length === 0;
}

/** Three rows of the first list that has fields to show, once and live where it can be. */
function examplesOf(schema) {
  const lists = Object.values(schema?.getQueryType()?.getFields() ?? {}).filter(({ args }) => args.some(({ name }) => name === 'first'));
  for (const { name, type } of lists) {
    const rows = getNamedType(type).getFields?.().nodes;
    const fields = rows ? leavesOf(getNamedType(rows.type)) : [];
    if (fields.length > 0) {
      const selection = `{\n  ${name}(first: 3) {\n    nodes { ${fields.join(' ')} }\n  }\n}\n`;
      const live = schema.getSubscriptionType()?.getFields()[name] ? [{ query: `subscription Live ${selection}` }] : [];
      return [{ query: `query Example ${selection}` }, ...live];
    }
  }

  return [{ query: '{ __typename }\n' }];
}

function leavesOf(type) {
  return isObjectType(type)
    ? Object.values(type.getFields()).filter((field) => isLeafType(getNullableType(field.type)) && field.args.length === 0).slice(0, 4).map(({ name }) => name)
    : [];
}
