/** The door of the console: who is let in, and what the browser is told to be strict about. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'

const PASSWORD = 'Canary-Password-console-door-1'

let folder: string
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-login')
  gateway = await GatewayFixture.start({ folder, config: {} })
  await gateway.admin('POST', '/users', { name: 'lan', displayName: 'Trần Thị Lan', role: 'admin', password: PASSWORD })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

test('a wrong password is told, the right one opens the console, and logging out closes it', async () => {
  const visit = await browser.visit(gateway.url)
  const { page } = visit
  await page.getByLabel('Tên tài khoản').fill('lan')
  await page.getByLabel('Mật khẩu').fill('Canary-Password-not-this-one')
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page
    .getByRole('alert')
    .getByText(/mật khẩu/i)
    .waitFor()
  expect(await page.getByLabel('Mật khẩu').inputValue()).toBe('')

  await visit.login('lan', PASSWORD)
  await page.getByRole('heading', { level: 1, name: 'Cổng ký' }).waitFor()
  await page.reload()
  await page.getByText('Trần Thị Lan').waitFor()
  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.getByLabel('Tên tài khoản').waitFor()
  await visit.close()
})

test('pages come with a policy that lets no foreign script run, and stay out of frames', async () => {
  const visit = await browser.visit(gateway.url)
  const answer = await visit.page.goto(gateway.url)
  const headers = answer?.headers() ?? {}
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  await visit.close()
})
