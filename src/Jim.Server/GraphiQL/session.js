// Signing in at the issuer by OpenID Connect: authorization code with PKCE, state and nonce, all by oidc-client-ts. Tokens are in sessionStorage,
// which ends with the tab.
import { OidcClient, UserManager, WebStorageStateStore } from 'oidc-client-ts';

const page = new URL('/graphql', location.href).href;

/** Who is signed in, and the ways in and out. Listeners are called after every change. */
export class Session {
  #manager;
  #client;
  #user = null;
  #listeners = new Set();

  /** Why the last sign-in or renewal failed; null: it did not. */
  problem = null;

  constructor({ issuer, clientId }) {
    const store = () => new WebStorageStateStore({ store: sessionStorage });
    const settings = {
      authority: issuer,
      client_id: clientId,
      redirect_uri: page,
      post_logout_redirect_uri: page,
      scope: 'openid profile email',
      stateStore: store(),
      userStore: store(),
      automaticSilentRenew: true, // by the refresh token, a minute before the access token expires
    };
    this.#client = new OidcClient(settings);
    this.#manager = new UserManager(settings);
    this.#manager.events.addUserLoaded((user) => this.#take(user, null));
    this.#manager.events.addSilentRenewError((error) => this.#end(error));
    this.#manager.events.addAccessTokenExpired(() => this.#renew());
  }

  /** False: browsers offer the cryptography of a sign-in to pages of https and of this machine only. */
  get isPossible() {
    return isSecureContext;
  }

  get user() {
    return this.#user;
  }

  /** `Bearer …`; undefined: nobody is signed in. */
  get authorization() {
    return this.#user ? `Bearer ${this.#user.access_token}` : undefined;
  }

  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the answer of the issuer out of the address, or the session that this tab has already. */
  async begin() {
    const { href } = location;
    const query = new URL(href).searchParams;
    if (query.has('state')) {
      history.replaceState(null, '', page); // before anything else can read or keep the code
    }

    try {
      if (query.has('state') && (query.has('code') || query.has('error'))) {
        await this.#manager.signinRedirectCallback(href);
      } else {
        const user = await this.#manager.getUser();
        await (user?.expired ? this.#renew() : this.#take(user, null));
      }
    } catch (error) {
      await this.#end(error);
    }
  }

  /**
   * Leaves for the issuer's page. A user whose password is no secret is signed in there without a further click: the request is posted with
   * what its form would send (OpenID Connect Core 1.0, section 3.1.2.1, has POST beside GET).
   */
  async signIn(sample) {
    const request = await this.#client.createSigninRequest({ nonce: crypto.randomUUID(), request_type: 'si:r' });
    if (sample) {
      post(new URL(request.url), { username: sample, password: sample });
    } else {
      location.assign(request.url);
    }
  }

  async signOut() {
    await this.#manager.signoutRedirect();
  }

  async #renew() {
    try {
      await this.#manager.signinSilent();
    } catch (error) {
      await this.#end(error);
    }
  }

  async #end(error) {
    await this.#manager.removeUser();
    this.#take(null, error.error_description ?? error.message);
  }

  #take(user, problem) {
    this.#user = user;
    this.problem = problem;
    this.#listeners.forEach((listener) => listener());
  }
}

function post(address, members) {
  const form = document.createElement('form');
  form.method = 'POST';
  form.action = address.origin + address.pathname;
  for (const [name, value] of [...address.searchParams, ...Object.entries(members)]) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }

  document.body.append(form);
  form.submit();
}
