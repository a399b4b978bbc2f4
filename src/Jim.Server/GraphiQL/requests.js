// Sends what the editor runs: over HTTP with the token of the session, live queries over a socket that is told each renewed token.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { getIntrospectionQuery, Kind, parse } from 'graphql';
import { buildForm, findPlaces } from './uploads.js';

const address = new URL('/graphql', location.href);
const socketAddress = Object.assign(new URL(address), { protocol: address.protocol === 'https:' ? 'wss:' : 'ws:' }).href;
const introspection = { operationName: 'IntrospectionQuery', query: getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true }) };

/**
 * The editor learns the name of its operation a moment after a tab was opened; until then it has that of the tab before. So name and document are
 * taken from the text that is sent.
 */
function agree(params, options) {
  let documentAST;
  try {
    documentAST = parse(params.query);
  } catch {
    return [params, options]; // the server says what is wrong
  }

  const names = documentAST.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).map(({ name }) => name?.value);
  const operationName = names.includes(params.operationName) ? params.operationName : names[0];
  return [{ ...params, operationName }, { ...options, documentAST }];
}

const parseObject = (text) => (text?.trim() ? JSON.parse(text) : {});

export class Requests {
  #session;
  #sockets = new Map();
  #first = null;
  #listeners = new Set();

  /** What the page knows of the schema; null until it was read. */
  schema = null;

  /** The files that were chosen, by the place in the variables, as `input.file`. */
  files = new Map();

  /** What the last request cost: `{ cost, milliseconds, cache }`; null: there was none. */
  report = null;

  constructor(session) {
    this.#session = session;
  }

  onReport(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The schema as introspection tells it, kept for the editor's own first look; an answer without data where that is not allowed. */
  introspect() {
    this.#first = this.#post(JSON.stringify(introspection), {}).then((response) => response.json());
    return this.#first;
  }

  /** The function that GraphiQL asks by. */
  fetch = (params, options) => {
    if (params.operationName === 'IntrospectionQuery' && this.#first) {
      const first = this.#first;
      this.#first = null; // reading the schema again asks again
      return first;
    }

    const typed = options?.headers?.Authorization ?? options?.headers?.authorization;
    return createGraphiQLFetcher({
      url: address.href,
      wsClient: this.#socketFor(typed),
      fetch: (_, { body, headers }) => this.#run(body, headers),
    })(...agree(params, options));
  };

  /**
   * By which SQL an operation would run, as `{ statements }`, or `{ problem }`, a text. `variables` and `headers` are the texts of the editors.
   */
  async explain({ query, operationName, variables }, headers) {
    try {
      const [params] = agree({ query, operationName, variables: parseObject(variables) }, {});
      const response = await this.#post(JSON.stringify(params), { ...parseObject(headers), 'GraphQL-Cost': undefined, 'Jim-Explain': 'plan' });
      const { errors, extensions } = await response.json();
      return errors ? { problem: errors.map(({ message }) => message).join(' ') } : { statements: extensions.explain };
    } catch (error) {
      return { problem: error.message };
    }
  }

  async #run(body, headers) {
    const params = JSON.parse(body);
    if (params.operationName === 'IntrospectionQuery') {
      return this.#post(body, headers);
    }

    const chosen = findPlaces(this.schema, params.query)
      .map((place) => ({ ...place, files: this.files.get(place.path.join('.')) ?? [] }))
      .filter(({ files }) => files.length > 0);
    const began = performance.now();
    const response = await (chosen.length > 0
      ? this.#post(buildForm(params, chosen), { ...headers, 'content-type': undefined, 'GraphQL-Preflight': '1' })
      : this.#post(body, headers));
    this.#tell(response.clone(), performance.now() - began);
    return response;
  }

  #post(body, headers) {
    const { authorization } = this.#session;
    const all = { 'content-type': 'application/json', accept: 'application/json', 'GraphQL-Cost': 'report', authorization, ...headers };
    return fetch(address, { method: 'POST', body, headers: Object.entries(all).filter(([, value]) => value !== undefined) });
  }

  async #tell(response, milliseconds) {
    const isJson = response.headers.get('content-type')?.includes('json');
    const answer = isJson ? await response.json().catch(() => null) : null;
    this.report = { cost: answer?.extensions?.operationCost ?? null, milliseconds, cache: response.headers.get('cache-status') };
    this.#listeners.forEach((listener) => listener());
  }

  /** A socket for the session's token, and one for each that is typed under "Headers", as browsers cannot set headers on sockets. */
  #socketFor(typed) {
    const known = this.#sockets.get(typed);
    if (known) {
      return known;
    }

    let open = null;
    const payload = () => {
      const authorization = typed ?? this.#session.authorization;
      return authorization ? { authorization } : {};
    };
    const client = createClient({
      url: socketAddress,
      lazy: true,
      connectionParams: payload,
      on: {
        connected: (socket) => { open = socket; },
        closed: () => { open = null; },
      },
    });
    if (!typed) {
      // A renewed token is told on the open socket by a further connection_init, so that live queries outlive the token they began with.
      this.#session.onChange(() => {
        if (open?.readyState === WebSocket.OPEN && this.#session.user) {
          open.send(JSON.stringify({ type: 'connection_init', payload: payload() }));
        }
      });
    }

    this.#sockets.set(typed, client);
    return client;
  }
}
