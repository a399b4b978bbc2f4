// The running Jim: its address and a token, as ClientLibraryTests gives them.
const base = process.env.JIM_URL;
if (!base) {
  throw new Error('JIM_URL is not set: run by ClientLibraryTests, which starts a Jim');
}

export const token = process.env.JIM_TOKEN;
export const endpoint = new URL('/graphql', base).href;
export const socket = endpoint.replace(/^http/, 'ws');
export const authorization = `Bearer ${token}`;

export const document = 'query Me { me { subject name } }';
export const create = 'mutation Create($title: String!) { createDocument(input: { title: $title, status: DRAFT }) { document { id title } errors { ... on Error { message } } } }';
export const live = 'subscription Live($title: String!) { documents(where: { title: { eq: $title } }) { nodes { id title } } }';
export const upload = 'mutation Upload($file: Upload!) { uploadFile(input: { file: $file }) { file { name sizeBytes sha256 } errors { ... on Error { message code } } } }';

/** A title that no other test uses. */
export const newTitle = () => `client-${crypto.randomUUID()}`;

/** Makes a document by plain HTTP, as another client would. */
export async function makeDocument(title) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: create, variables: { title } }),
  });
  const { data, errors } = await response.json();
  if (errors || !data.createDocument.document) {
    throw new Error(JSON.stringify({ data, errors }));
  }

  return data.createDocument.document.id;
}

/** A query whose text, and so its hash, no other test uses. */
export const newQuery = () => `query Me${crypto.randomUUID().replaceAll('-', '')} { me { subject } }`;

/** A fetch that notes what it sent (`text`: with the operation's text) and how that was answered. */
export function recording() {
  const sent = [];
  return {
    sent,
    fetch: async (input, init = {}) => {
      const request = new Request(input, init);
      const { searchParams } = new URL(request.url);
      const text = request.method === 'GET' ? searchParams.has('query') : JSON.parse(await request.clone().text()).query !== undefined;
      const response = await fetch(request);
      sent.push({ method: request.method, status: response.status, text });
      return response;
    },
  };
}
