/** The library in a real browser: the built package, bundled for a page, talking from Chromium to a stand-in. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { findChromium } from '../../../../test/support/chromium.ts'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { eventually } from '../../../../test/support/gateway.ts'
import { RememberingGateway } from '../testing/remembering-gateway.ts'
import { type StandInGateway, startStandInGateway } from '../testing/stand-in-gateway.ts'

const browserEntry = fileURLToPath(new URL('../browser.ts', import.meta.url))
const chromium = findChromium()

/** What the page does; it posts what it saw. */
const PAGE = `
import { connect } from ${JSON.stringify(browserEntry)}
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const code = (error: { code: string }) => error.code
try {
  const url = new URLSearchParams(location.search).get('gateway') ?? ''
  const events: string[] = []
  const gateway = await connect({ url, accessKey: 'ck_page', heartbeatMs: 600, onEvent: ({ type }) => events.push(type) })
  const first = await gateway.sign('<tờ-khai/>', { idempotencyKey: 'k1' })
  const many = await gateway.signAll(Array.from({ length: 50 }, (_, n) => '<a n="' + n + '"/>'))
  await gateway.sign('<cut/>', { idempotencyKey: 'cut' })
  await fetch('/beats') // answered after as many as a link without pongs would not have
  const found = await gateway.find('k1')
  const unknown = await gateway.find('nothing').catch(code)
  await gateway.close()
  const pinned = await connect({ url: 'https://127.0.0.1', accessKey: 'k', fingerprint: 'ab'.repeat(32) } as never).catch(code)
  const away = await connect({ url: 'http://127.0.0.1:9', accessKey: 'k' }).catch(code)
  const result = {
    first: text(first.signedDocument), found: text(found.signedDocument), unknown, pinned, away, events,
    many: many.filter(({ status }) => status === 'fulfilled').length,
  }
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) })
} catch (error) {
  await fetch('/result', { method: 'POST', body: JSON.stringify({ error: String(error) }) })
}
`

let folder: string
let gateway: StandInGateway
let pages: Server
let browser: ChildProcess | undefined
const memory = new RememberingGateway()
let cuts = 0
let pings = 0
/** One more than a link may be silent for. */
const BEATS = 4

/** With all of its processes, which would go on writing to its profile. */
async function end(browser: ChildProcess | undefined): Promise<void> {
  if (browser?.pid === undefined || browser.exitCode !== null) return
  const ended = once(browser, 'exit')
  process.kill(-browser.pid, 'SIGKILL')
  await ended
}

/** Resolves when so many more pings came. */
async function beats(count: number): Promise<void> {
  const enough = pings + count
  await eventually(() => pings >= enough)
}

beforeAll(async () => {
  folder = makeFolder('page')
  gateway = await startStandInGateway({
    onWebSocket(socket: WebSocket) {
      memory.onWebSocket(socket)
      socket.on('message', (data: Buffer) => {
        const text = data.toString()
        if (text.includes('"ping"')) pings += 1
        if (text.includes('"requestId":"cut"') && cuts++ === 0) socket.terminate()
      })
    },
  })
})
afterAll(async () => {
  await end(browser)
  pages?.close()
  await gateway.close()
  removeFolder(folder)
})

test.skipIf(chromium === null)('a page signs, survives a cut and keeps its link alive', async () => {
  await writeFile(join(folder, 'page.ts'), PAGE)
  await build({
    config: false,
    entry: [join(folder, 'page.ts')],
    outDir: join(folder, 'out'),
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    noExternal: [/.*/],
    esbuildOptions: (options) => {
      options.nodePaths = [fileURLToPath(new URL('../../../../node_modules', import.meta.url))]
    },
    silent: true,
  })
  const script = await readFile(join(folder, 'out', 'page.js'), 'utf8')
  const posted = new Promise<string>((resolve) => {
    pages = createServer((request, response) => {
      if (request.url === '/result') {
        let body = ''
        request.on('data', (chunk) => (body += String(chunk)))
        request.on('end', () => {
          response.end()
          resolve(body)
        })
      } else if (request.url?.startsWith('/beats')) void beats(BEATS).then(() => response.end())
      else if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script)
      else response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>')
    })
  })
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  const page = `http://127.0.0.1:${(pages.address() as AddressInfo).port}/?gateway=${encodeURIComponent(gateway.url)}`
  const profile = `--user-data-dir=${join(folder, 'profile')}`
  browser = spawn(chromium ?? '', ['--headless', '--no-sandbox', '--disable-gpu', profile, page], {
    stdio: 'ignore',
    detached: true,
  })

  expect(JSON.parse(await posted)).toEqual({
    first: '<tờ-khai/><!--1-->',
    found: '<tờ-khai/><!--1-->',
    unknown: 'ERR_NOT_FOUND',
    pinned: 'ERR_ADDRESS_INVALID',
    away: 'ERR_GATEWAY_NOT_RUNNING',
    events: ['open', 'lost', 'open', 'ended'],
    many: 50,
  })
  expect(gateway.heads[0]?.headers['sec-websocket-protocol']).toBe('congky.v1, congky.key.ck_page')
  expect([cuts >= 1, memory.signatures]).toEqual([true, 52])
})
