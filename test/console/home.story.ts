/** The page that stays open all day: it tells the truth, at once, also to people who look elsewhere. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN, TOKENS } from '../support/office.ts'

const PASSWORD = 'Canary-Password-console-home-1'

let folder: string
let office: Office
let table: DeclarantsTable
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-home')
  office = await createOffice(join(folder, 'office'))
  table = new DeclarantsTable(join(folder, 'khai-bao.db'))
  const config = { ...office.config, sources: [table.source('khai-bao')], autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.json(['source', 'init-table', 'khai-bao'])
  const people = [
    { name: 'lan', displayName: 'Trần Thị Lan', role: 'admin', password: PASSWORD },
    { name: 'minh', displayName: 'Lê Văn Minh', role: 'auditor', password: PASSWORD },
  ]
  for (const person of people) await gateway.admin('POST', '/users', person)
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

async function open(name: string): Promise<Visit> {
  const visit = await browser.visit(gateway.url)
  await visit.login(name, PASSWORD)
  return visit
}
const unlockAll = async () => {
  for (const token of TOKENS) await gateway.unlock(token, PIN)
}
const state = (page: Page, word: string) => page.locator('.state-title', { hasText: word }).waitFor()
const figure = (page: Page, name: string) => page.locator('.figure', { hasText: name }).locator('.number').textContent()
const favicon = (page: Page) => page.locator('link[rel="icon"]').getAttribute('href')

test('a locked token needs a person and says what to do; once it is unlocked the gateway runs', async () => {
  const visit = await open('lan')
  const { page } = visit
  await state(page, 'Cần bạn')
  await page.getByText('Đến khi đó chưa ký được gì').waitFor()
  const need = page.locator('.need', { hasText: `Token “${OWN_A.token}” chờ mã PIN` })
  await need.getByText('Nhập mã PIN').waitFor()
  await eventually(async () => (await page.title()) === '(3) Cổng ký — cần bạn')
  expect(decodeURIComponent((await favicon(page)) ?? '')).toContain('>3</text>')
  expect(await visit.accessibilityFaults()).toEqual([])

  await gateway.unlock(AGENT.token, PIN)
  await page.getByText('Vẫn đang ký bằng 1 chữ ký số').waitFor()
  await unlockAll()
  await state(page, 'Đang chạy')
  await eventually(async () => (await page.title()) === 'Cổng ký')
  expect(await favicon(page)).toBe('/icon.svg')
  expect(await visit.accessibilityFaults()).toEqual([])
  await visit.close()
})

test('pausing says what will happen; starting again takes one click; others see it without a reload', async () => {
  await unlockAll()
  const [visit, other] = [await open('lan'), await open('minh')]
  const { page } = visit
  await page.getByRole('button', { name: 'Tạm dừng' }).click()
  const question = page.getByRole('dialog')
  await question.getByText('chứng từ máy trạm gửi đến vẫn được nhận').waitFor()
  await question.getByRole('button', { name: 'Không' }).click()
  await state(page, 'Đang chạy')
  await page.getByRole('button', { name: 'Tạm dừng' }).click()
  await question.getByRole('button', { name: 'Tạm dừng' }).click()
  await state(page, 'Tạm dừng')
  await state(other.page, 'Tạm dừng')
  await eventually(async () => (await other.page.title()) === 'Cổng ký — tạm dừng')
  expect(await other.page.getByRole('button', { name: 'Bắt đầu ký tự động' }).count()).toBe(0)
  expect((await gateway.admin<{ state: string }>('GET', '/status')).state).toBe('paused')

  await page.getByRole('button', { name: 'Bắt đầu ký tự động' }).click()
  await state(page, 'Đang chạy')
  await state(other.page, 'Đang chạy')
  await visit.close()
  await other.close()
})

test('what is signed and rejected appears in the numbers of today, as bars and as a table', async () => {
  await unlockAll()
  const visit = await open('minh')
  const { page } = visit
  await eventually(async () => (await figure(page, 'Đã ký')) === '0')
  table.insert([
    { taxCode: AGENT.taxCode, document: '<ToKhai><So>1</So></ToKhai>' },
    { taxCode: OWN_A.taxCode, document: '<ToKhai><So>2</So></ToKhai>' },
    { taxCode: AGENT.taxCode, document: 'tờ khai' },
  ])
  await eventually(async () => (await figure(page, 'Đã ký')) === '2' && (await figure(page, 'Bị từ chối')) === '1')
  await page.getByText('Xem dạng bảng').click()
  await page.getByRole('table', { name: /theo giờ/ }).waitFor()
  await page.getByText('Không có chứng từ nào đang xếp hàng').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await visit.close()
})

test('who looks elsewhere is called once, by sound or notification as chosen', async () => {
  await unlockAll()
  const visit = await open('lan')
  const { page } = visit
  await page.context().grantPermissions(['notifications'], { origin: gateway.url })
  // What the page asks the browser to show is noted on the way; a headless browser shows nothing.
  await page.evaluate(() => {
    const shown: string[] = []
    Object.assign(globalThis, { shown })
    globalThis.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push(title)
      }
    }
  })
  const shown = () => page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
  await state(page, 'Đang chạy')
  await page.getByRole('button', { name: 'Báo cho tôi' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('switch', { name: 'Âm thanh' }).click()
  await dialog.getByRole('switch', { name: 'Thông báo của trình duyệt' }).click()
  await eventually(() => dialog.getByRole('switch', { name: 'Thông báo của trình duyệt' }).isChecked())
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Báo: đang bật' }).waitFor()

  await gateway.admin('POST', `/tokens/${OWN_A.token}/lock`)
  await eventually(async () => (await shown()).length > 0)
  expect(await shown()).toEqual([`Token “${OWN_A.token}” chờ mã PIN`])
  // What only flickers is no news.
  await gateway.unlock(OWN_A.token, PIN)
  await state(page, 'Đang chạy')
  await gateway.admin('POST', `/tokens/${OWN_A.token}/lock`)
  await state(page, 'Cần bạn')
  expect(await shown()).toHaveLength(1)
  await visit.close()
})

test('a page that only looks on keeps no session alive; a person who works does', async () => {
  const visit = await open('minh')
  const { page } = visit
  const calls: { readonly path: string; readonly isWatching: boolean }[] = []
  page.on('request', (request) => {
    const isWatching = request.headers()['x-congky-watching'] !== undefined
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) calls.push({ path: pathname.slice('/api/v1'.length), isWatching })
  })
  await page.reload()
  await page.locator('.figure').first().waitFor()
  await eventually(() => calls.some(({ path }) => path === '/admin/waiting'))
  expect(calls.filter(({ isWatching }) => !isWatching).map(({ path }) => path)).toEqual(['/auth/me'])

  await page.getByRole('heading', { level: 1 }).click()
  await page.clock.setFixedTime(Date.now() + 180_000)
  expect(calls.filter(({ path }) => path === '/auth/me')).toHaveLength(1)
  await page.getByRole('heading', { level: 1 }).click()
  await eventually(() => calls.filter(({ path, isWatching }) => path === '/auth/me' && !isWatching).length === 2)
  await visit.close()
})

test('a gateway that is gone is told, and found again without a reload', async () => {
  await unlockAll()
  const visit = await open('lan')
  const { page } = visit
  await state(page, 'Đang chạy')
  await gateway.kill()
  await page.getByText('Mất kết nối với cổng ký, đang nối lại…').waitFor()
  await eventually(async () => (await page.title()) === 'Cổng ký — mất kết nối')
  await gateway.restart()
  await page.getByText('Mất kết nối với cổng ký').waitFor({ state: 'detached' })
  // The PINs went with the process.
  await state(page, 'Cần bạn')
  await gateway.json(['user', 'disable', 'lan'])
  await page.getByLabel('Mật khẩu').waitFor()
  await visit.close()
})
