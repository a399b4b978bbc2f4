import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import 'graphiql/graphiql.css';

// Everything goes to the address the page came from. The token typed under "Headers" goes to the socket too, as browsers cannot set headers on one.
const url = new URL('/graphql', location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = (params, options) => {
  const authorization = options?.headers?.Authorization ?? options?.headers?.authorization;
  return createGraphiQLFetcher({
    url: url.href,
    wsClient: createClient({ url: socketUrl.href, lazy: true, connectionParams: authorization ? { authorization } : undefined }),
  })(params, options);
};

const query = `# Jim: a PostgreSQL database behind one GraphQL endpoint.
# A token goes under "Headers": { "Authorization": "Bearer …" }   (./jim token alice)
query Documents {
  documents(first: 5, order: [{ createdAt: DESC }]) {
    nodes { id title status owner { displayName } }
    pageInfo { hasNextPage endCursor }
  }
}
`;

createRoot(document.getElementById('graphiql')).render(<GraphiQL fetcher={fetcher} defaultQuery={query} shouldPersistHeaders={false} />);
