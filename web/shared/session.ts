// The token of a page for staff. An address may bring it in its fragment (`/counter#token=…`), which no
// browser sends to a server; it leaves the address at once.
//
// A clerk's is forgotten with the tab; a device's (kiosk) is kept, so that it is there after a night.

export class Session {
  readonly #key: string;
  readonly #store: Storage;
  #token: string;

  constructor(page: string, options: { kept?: boolean } = {}) {
    this.#key = `offpeak.token.${page}`;
    this.#store = options.kept ? localStorage : sessionStorage;
    this.#token = this.#store.getItem(this.#key) ?? '';
    const brought = new URLSearchParams(location.hash.slice(1)).get('token');
    if (brought) {
      this.signIn(brought);
      history.replaceState(history.state, '', location.pathname + location.search);
    }
  }

  /** Empty: nobody is signed in. */
  get token() {
    return this.#token;
  }

  signIn(token: string) {
    this.#token = token.trim();
    this.#store.setItem(this.#key, this.#token);
  }

  signOut() {
    this.#token = '';
    this.#store.removeItem(this.#key);
  }

  /** What the token says of its holder; nothing is decided by it here, the server decides. */
  get claims(): { role?: string; hall?: string; name?: string; exp?: number } {
    try {
      const part = this.#token.split('.')[1] ?? '';
      return JSON.parse(atob(part.replace(/-/g, '+').replace(/_/g, '/')));
    } catch {
      return {};
    }
  }
}
