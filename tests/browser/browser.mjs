// One Chromium for many pages, spoken to over a pipe in its DevTools protocol. There is no network.
import { spawn, spawnSync } from 'node:child_process';

/// Only a test that fails waits so long.
const patience_ms = 300_000;

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/// The name of an installed Chromium, or nothing.
export const findBrowser = () => names.find((name) => spawnSync(name, ['--version']).status === 0);

export class Browser {
  #process;
  #calls = new Map(); // by id, those that wait for their reply
  #listeners = new Set();
  #received = '';
  #said = '';
  #next_id = 0;

  /// `profile` is an empty folder.
  constructor(name, profile) {
    this.#process = spawn(name, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=en-GB',
      '--host-resolver-rules=MAP * ~NOTFOUND', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-quic', '--window-size=1280,900',
      `--user-data-dir=${profile}`, '--remote-debugging-pipe',
    ], { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    this.#process.stderr.setEncoding('utf8').on('data', (text) => { this.#said += text; });
    this.#process.stdio[4].setEncoding('utf8').on('data', (text) => this.#receive(text));
    this.#process.stdio[3].on('error', () => {}); // its end is told by 'exit'
    this.#process.on('exit', () => this.#fail(new Error(`the browser has ended: ${this.#said}`)));
  }

  /// Opens the page, runs `then`, JavaScript, in it, and says what it holds as HTML and what was
  /// written to its console.
  async open(url, then) {
    const { browserContextId } = await this.#call('Target.createBrowserContext');
    const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true });
    const ask = (method, params) => this.#call(method, params, sessionId);
    const said = [];
    const listen = (event) => {
      if (event.sessionId === sessionId && consoleEvents.has(event.method)) said.push(JSON.stringify(event.params));
    };
    this.#listeners.add(listen);
    for (const domain of ['Page', 'Runtime', 'Log']) await ask(`${domain}.enable`);
    const loaded = this.#event('Page.loadEventFired', sessionId);
    const asked = ask('Page.navigate', { url }).then(({ errorText }) => {
      if (errorText) throw new Error(`${url}: ${errorText}`);
    });
    await Promise.all([asked, loaded]);
    // In a block, so that its names are its own; what it throws goes to the console as well.
    const { exceptionDetails } = await ask('Runtime.evaluate', { expression: `{ ${then} }` });
    if (exceptionDetails) said.push(JSON.stringify(exceptionDetails));
    const { result } = await ask('Runtime.evaluate', { expression: 'document.documentElement.outerHTML' });
    this.#listeners.delete(listen);
    await this.#call('Target.disposeBrowserContext', { browserContextId });
    return { html: result.value, said };
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#call('Browser.close').catch(() => {}); // it may end before it replies
    await ended;
  }

  /// The reply's result.
  #call(method, params = {}, sessionId = undefined) {
    const id = ++this.#next_id;
    return this.#within_patience(method, (resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /// The next one.
  #event(method, sessionId) {
    return this.#within_patience(method, (resolve) => {
      const listen = (event) => {
        if (event.method !== method || event.sessionId !== sessionId) return;
        this.#listeners.delete(listen);
        resolve(event.params);
      };
      this.#listeners.add(listen);
    });
  }

  #within_patience(what, begin) {
    let timer;
    return new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no ${what} from the browser: ${this.#said}`)), patience_ms).unref();
      begin(resolve, reject);
    }).finally(() => clearTimeout(timer));
  }

  #receive(text) {
    const messages = (this.#received + text).split('\0');
    this.#received = messages.pop();
    for (const message of messages.map((each) => JSON.parse(each))) {
      const call = this.#calls.get(message.id);
      if (!call) {
        for (const listen of [...this.#listeners]) listen(message);
        continue;
      }
      this.#calls.delete(message.id);
      if (message.error) call.reject(new Error(message.error.message));
      else call.resolve(message.result);
    }
  }

  #fail(error) {
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }
}

const consoleEvents = new Set(['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded']);
