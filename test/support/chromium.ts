/** A real browser, driven over its DevTools protocol: pages are opened and scripts run in them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { WebSocket } from 'ws'
import { eventually } from './gateway.ts'

const START = /DevTools listening on (ws:\/\/\S+)/

interface Reply {
  readonly id?: number
  readonly method?: string
  // biome-ignore lint/suspicious/noExplicitAny: the protocol has hundreds of shapes
  readonly params?: any
  // biome-ignore lint/suspicious/noExplicitAny: the protocol has hundreds of shapes
  readonly result?: any
  readonly error?: { readonly message: string }
}

/**
 * Path of the browser on this machine, or null. The wrapper on the path looks for its program below the root of
 * the system, so where the packages were only unpacked the program itself is taken.
 */
export function findChromium(): string | null {
  try {
    const wrapper = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim()
    const program = join(dirname(dirname(wrapper)), 'lib', 'chromium', 'chromium')
    return wrapper.startsWith('/usr/') || !existsSync(program) ? wrapper : program
  } catch {
    return null
  }
}

/** An answer that the browser got, whether its page may read it or not. */
export interface SeenAnswer {
  readonly url: string
  readonly method: string
  readonly status: number
  /** Whether the browser sent cookies along. */
  readonly withCookie: boolean
}

export class Browser {
  readonly #child: ChildProcess
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  readonly #listeners = new Set<(reply: Reply) => void>()
  #lastId = 0

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#child = child
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString('utf8')) as Reply
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply)
      else for (const listener of this.#listeners) listener(reply)
    })
  }

  /** Starts it without a window. It takes any TLS certificate: ours is self-signed. */
  static async start(executable: string, folder: string): Promise<Browser> {
    const child = spawn(
      executable,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--ignore-certificate-errors',
        '--remote-debugging-port=0',
        `--user-data-dir=${join(folder, 'profile')}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    const address = await eventually(() => START.exec(output)?.[1] ?? null, 60_000)
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Browser(child, socket)
  }

  async open(url: string): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const page = new Page(this, sessionId)
    await page.prepare()
    await page.go(url)
    return page
  }

  // biome-ignore lint/suspicious/noExplicitAny: the protocol has hundreds of shapes
  send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }))
    })
  }

  listen(listener: (reply: Reply) => void): void {
    this.#listeners.add(listener)
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#socket.close()
    this.#child.kill('SIGKILL')
    await closed
  }
}

export class Page {
  readonly #browser: Browser
  readonly #sessionId: string
  readonly #requests = new Map<string, { url: string; method: string; withCookie: boolean }>()
  readonly #statuses: { readonly requestId: string; readonly status: number }[] = []
  #loads = 0

  constructor(browser: Browser, sessionId: string) {
    this.#browser = browser
    this.#sessionId = sessionId
    browser.listen((reply) => {
      if ('sessionId' in reply && reply.sessionId === sessionId) this.#onEvent(reply)
    })
  }

  /** Every answer so far, of this page and those it led to. What is told of one comes in several events, in any order. */
  get answers(): SeenAnswer[] {
    return this.#statuses.map(({ requestId, status }) => ({
      ...(this.#requests.get(requestId) ?? { url: '', method: '', withCookie: false }),
      status,
    }))
  }

  async prepare(): Promise<void> {
    for (const domain of ['Page', 'Network', 'Runtime']) await this.#send(`${domain}.enable`)
  }

  /** Goes to an address and waits until it is loaded, whatever its status. */
  async go(url: string): Promise<void> {
    const before = this.#loads
    await this.#send('Page.navigate', { url })
    await eventually(() => this.#loads > before)
  }

  /** Runs the body of an async function in the page. @throws {Error} It threw. */
  async run<T>(body: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression: `(async () => { ${body} })()`,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
    return result.value as T
  }

  // biome-ignore lint/suspicious/noExplicitAny: the protocol has hundreds of shapes
  #send(method: string, params: object = {}): Promise<any> {
    return this.#browser.send(method, params, this.#sessionId)
  }

  /** The ExtraInfo events tell what really went over the wire, also of answers that the page may not read. */
  #onEvent({ method, params }: Reply): void {
    if (method === 'Page.loadEventFired') this.#loads++
    if (method === 'Network.requestWillBeSent') this.#request(params.requestId, params.request)
    if (method === 'Network.requestWillBeSentExtraInfo') {
      const isSent = ({ blockedReasons }: { blockedReasons: string[] }) => blockedReasons.length === 0
      this.#request(params.requestId, { withCookie: params.associatedCookies.some(isSent) })
    }
    if (method === 'Network.responseReceivedExtraInfo') {
      this.#statuses.push({ requestId: params.requestId, status: params.statusCode })
    }
  }

  #request(id: string, what: { url?: string; method?: string; withCookie?: boolean }): void {
    const { url, method, withCookie } = { withCookie: false, ...this.#requests.get(id), ...what }
    this.#requests.set(id, { url: url ?? '', method: method ?? '', withCookie })
  }
}
