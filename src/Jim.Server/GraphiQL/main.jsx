import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { buildClientSchema } from 'graphql';
import { Account, SignIn, useSession } from './account.jsx';
import { Footer } from './footer.jsx';
import { Requests } from './requests.js';
import { Session } from './session.js';
import { chooseTabs } from './tabs.js';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';

const config = JSON.parse(document.getElementById('jim').textContent);
const session = new Session(config);
const requests = new Requests(session);
const plugins = [explorerPlugin({ showAttribution: false })]; // one list for good: with a new one GraphiQL closes the plugin that is open
const themes = ['system', 'light', 'dark'];

/** The editor's storage, apart for each user, so that nobody is shown the tabs and the history of another one. */
function storageFor(user) {
  const prefix = `jim:${user?.profile.sub ?? ''}:`;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => keys().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}

/** `{ allowed, role }` of the session's token; where the server refuses the token, as for nobody. */
async function askAccess() {
  const { authorization } = session;
  const response = await fetch('/graphql/ui/access', authorization ? { headers: { authorization } } : {});
  return response.ok ? response.json() : { allowed: false, role: null };
}

function Editor({ access, tabs }) {
  const [theme, setTheme] = useState(() => localStorage.getItem('jim:theme') ?? 'system');
  const storage = useMemo(() => storageFor(session.user), []);
  const changeTheme = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    localStorage.setItem('jim:theme', next);
    setTheme(next);
  };
  return (
    <GraphiQL
      fetcher={requests.fetch} defaultTabs={tabs} storage={storage} shouldPersistHeaders={false} plugins={plugins} forcedTheme={theme}
      inputValueDeprecation schemaDescription onSchemaChange={(schema) => { requests.schema = schema; }}
    >
      <GraphiQL.Logo>
        <Account session={session} users={config.users} role={access.role} theme={theme} onTheme={changeTheme} />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <Footer requests={requests} costMax={config.costMax} />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

/** What is shown in place of the editor to those who may not use it. */
function Gate() {
  const { user, problem } = useSession(session);
  const name = user?.profile.name ?? user?.profile.preferred_username;
  return (
    <main className="jim-gate">
      <h1>Jim</h1>
      {user
        ? <p>{name}, GraphiQL is for administrators here, and you are not one.</p>
        : <p>GraphiQL opens for administrators after a sign-in.</p>}
      {user
        ? <button type="button" className="jim-button" onClick={() => session.signOut()}>Sign out</button>
        : <SignIn session={session} users={config.users} />}
      {problem && <p role="alert" className="jim-problem">{problem}</p>}
    </main>
  );
}

async function start() {
  await session.begin();
  const access = await askAccess();
  const root = createRoot(document.getElementById('graphiql'));
  if (!access.allowed) {
    root.render(<Gate />);
    return;
  }

  const { data } = await requests.introspect();
  const schema = data ? buildClientSchema(data) : null;
  root.render(<Editor access={access} tabs={chooseTabs(schema, Boolean(session.user))} />);
}

await start();
