/**
 * The console in a real browser, driven by Playwright. Each visit is a browser of its own (own cookies, own
 * storage) and remembers what no page may do: break its content security policy, or throw.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from './chromium.ts'
import { eventually } from './gateway.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface VisitOptions {
  readonly language?: 'vi' | 'en'
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
}

export class ConsoleBrowser {
  readonly #browser: Browser

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async start(): Promise<ConsoleBrowser> {
    const executablePath = findChromium()
    if (executablePath === null) throw new Error('chromium is missing: node scripts/ensure.mjs test')
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
    return new ConsoleBrowser(await chromium.launch({ executablePath, args }))
  }

  /** Opens a page of a gateway, such as `https://127.0.0.1:8443/#/history`. */
  async visit(url: string, options: VisitOptions = {}): Promise<Visit> {
    const { language = 'vi', theme = 'light', width = 1280, height = 900 } = options
    const context = await this.#browser.newContext({
      ignoreHTTPSErrors: true,
      locale: language === 'vi' ? 'vi-VN' : 'en-GB',
      timezoneId: 'Asia/Ho_Chi_Minh',
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(60_000)
    await context.addInitScript((chosen) => localStorage.setItem('congky.language', chosen), language)
    const visit = new Visit(context, await context.newPage())
    await visit.page.goto(url)
    return visit
  }

  async close(): Promise<void> {
    await this.#browser.close()
  }
}

/** One person's browser at the console. */
export class Visit {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #faults: string[] = []
  /** What the page asked for and has not got yet; and how often it asked. */
  readonly #pending = new Set<Request>()
  #asked = 0

  constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.page = page
    page.on('request', (request) => {
      this.#asked++
      this.#pending.add(request)
    })
    const onEnd = (request: Request) => this.#pending.delete(request)
    page.on('requestfinished', onEnd).on('requestfailed', onEnd)
    // What the page before it still waited for comes to nobody any more.
    page.on('framenavigated', () => this.#pending.clear())
    page.on('pageerror', (error) => this.#faults.push(`thrown: ${error.message}`))
    page.on('console', (message) => {
      // Chromium reports each refused call as an error too; a page that shows the reason has done its part.
      if (message.type() === 'error' && !/Failed to load resource|^WebSocket connection to /.test(message.text()))
        this.#faults.push(message.text())
    })
  }

  async login(name: string, password: string): Promise<void> {
    await this.page.getByLabel(/^(Tên tài khoản|Account)$/).fill(name)
    await this.page.getByLabel(/^(Mật khẩu|Password)$/).fill(password)
    await this.page.getByRole('button', { name: /^(Đăng nhập|Log in)$/ }).click()
    await this.page.locator('#content, .setup').waitFor()
  }

  /** Whether the page asks who one is; waits until the console has found that out itself. */
  async isAtDoor(): Promise<boolean> {
    await this.page.locator('#content, .setup, .gate form').first().waitFor()
    return (await this.page.locator('#content, .setup').count()) === 0
  }

  /**
   * Waits until the page has what it asked for: nothing is on its way, twice in a row, and nothing says that it loads.
   * What Playwright calls idle is half a second of silence, on each of a hundred pages.
   */
  async settled(): Promise<void> {
    let askedBefore = -1
    await eventually(async () => {
      const isStill = this.#pending.size === 0 && this.#asked === askedBefore
      askedBefore = this.#asked
      return isStill && (await this.page.locator('[aria-busy=true]').count()) === 0
    })
  }

  /** Goes to another page of the console without loading it anew. */
  async go(path: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash
    }, path)
  }

  /** What axe finds wrong with the page as it is now, in words. */
  async accessibilityFaults(): Promise<readonly string[]> {
    // Half a megabyte: once for each page that was loaded.
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axeSource)
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }
      const { violations } = await axe.run()
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`),
      )
    })
  }

  /** Ends the visit. @throws {Error} A page broke its policy or threw meanwhile. */
  async close(): Promise<void> {
    await this.#context.close()
    expect(this.#faults, 'what the pages did wrong').toEqual([])
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}
