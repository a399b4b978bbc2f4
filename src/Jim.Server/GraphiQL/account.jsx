// Who is signed in, at the top right, with the ways in and out.
import { useEffect, useState } from 'react';

/** The session, read again after every change. */
export function useSession(session) {
  const [, count] = useState(0);
  useEffect(() => session.onChange(() => count((n) => n + 1)), [session]);
  return session;
}

export function Account({ session, users, role, theme, onTheme }) {
  const { user, problem } = useSession(session);
  return (
    <div className="jim-account">
      <button type="button" className="jim-button" aria-label="Change colours" title="Change colours" onClick={onTheme}>{themeSigns[theme]}</button>
      {user ? <SignedIn session={session} user={user} role={role} /> : <SignIn session={session} users={users} />}
      {problem && <span role="alert" className="jim-problem">{problem}</span>}
    </div>
  );
}

const themeSigns = { system: '◐', light: '☀', dark: '☾' };

function SignedIn({ session, user, role }) {
  const { name, preferred_username: username, email } = user.profile;
  return (
    <details className="jim-menu">
      <summary aria-label="Account">{name ?? username}</summary>
      <div>
        <p>{username}{email && <><br />{email}</>}<br />database role <code>{role}</code></p>
        <button type="button" className="jim-button" onClick={() => session.signOut()}>Sign out</button>
      </div>
    </details>
  );
}

/** A button that leads to the issuer; in development a menu of the realm's users, whom one click signs in. */
export function SignIn({ session, users }) {
  const [problem, setProblem] = useState(null);
  const signIn = (sample) => session.signIn(sample).catch((error) => setProblem(error.message));
  if (!session.isPossible) {
    return <span className="jim-problem">To sign in, open this page by https or at this machine: browsers allow it nowhere else.</span>;
  }

  if (users.length === 0) {
    return (
      <>
        <button type="button" className="jim-button jim-primary" onClick={() => signIn()}>Sign in</button>
        {problem && <span role="alert" className="jim-problem">{problem}</span>}
      </>
    );
  }

  return (
    <details className="jim-menu">
      <summary className="jim-primary">Sign in</summary>
      <div>
        {users.map(({ name, roles }) => (
          <button key={name} type="button" className="jim-button" onClick={() => signIn(name)}>{[name, ...roles].join(', ')}</button>
        ))}
        <button type="button" className="jim-button" onClick={() => signIn()}>by name and password</button>
        {problem && <span role="alert" className="jim-problem">{problem}</span>}
      </div>
    </details>
  );
}
