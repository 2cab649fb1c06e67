/** Setting notifications and the proxy up by clicks, with a real mail server and a real proxy at the other end. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readMail } from '../support/mail-server.ts'
import {
  createOutsideWorld,
  HOOK_KEY,
  MAIL_PASSWORD,
  MAIL_USER,
  type OutsideWorld,
  PROXY_LOGIN,
} from '../support/outside-world.ts'
import { isSignedWith } from '../support/webhook-receiver.ts'

const PASSWORD = 'Canary-Password-console-notices-1'

let folder: string
let world: OutsideWorld
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-notifications')
  world = await createOutsideWorld(folder)
  gateway = await GatewayFixture.start({ folder, config: { notifications: { topics: ['tokens'] } }, env: world.env })
  for (const [name, role] of [
    ['lan', 'admin'],
    ['kiem-toan', 'auditor'],
  ]) {
    await gateway.admin('POST', '/users', { name, displayName: name, role, password: PASSWORD })
  }
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  await world?.close()
  removeFolder(folder)
})

test('mail and a webhook are set up, a wrong password is told, and a test message arrives', async () => {
  const visit = await browser.visit(`${gateway.url}/#/settings/notifications`)
  const { page } = visit
  await visit.login('lan', PASSWORD)
  const save = page.getByRole('button', { name: 'Lưu', exact: true })
  const mail = page.getByRole('region', { name: 'E-mail' })
  await page.getByRole('switch', { name: 'Gửi thông báo qua e-mail' }).check()
  await mail.getByLabel('Máy chủ gửi thư').fill('localhost')
  await mail.getByLabel('Cổng').fill(String(world.mail.port))
  await mail.getByLabel('Tên đăng nhập').fill(MAIL_USER)
  await mail.getByLabel('Mật khẩu').fill('Canary-Password-mistyped')
  await mail.getByLabel('Gửi từ địa chỉ').fill('no address')
  await mail.getByLabel('Gửi đến').fill('quan-tri@van-phong.test\ngiam-doc@van-phong.test')
  await save.click()
  // What is wrong stands at its field, and what was typed stays.
  await mail.getByText('cần một địa chỉ e-mail').waitFor()
  expect(await mail.getByLabel('Gửi từ địa chỉ').getAttribute('aria-invalid')).toBe('true')
  await mail.getByLabel('Gửi từ địa chỉ').fill(MAIL_USER)
  await save.click()
  await page.getByText('Đã ghi cài đặt').waitFor()
  expect(await mail.getByLabel('Mật khẩu').inputValue()).toBe('')

  await mail.getByRole('button', { name: 'Gửi thử' }).click()
  await mail.getByText('không chấp nhận tên đăng nhập và mật khẩu (mã 535)').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await mail.getByLabel('Mật khẩu').fill(MAIL_PASSWORD)
  await save.click()
  await mail.getByRole('button', { name: 'Gửi thử' }).click()
  await mail.getByText('Đã gửi thông báo thử').waitFor()
  expect(readMail(await eventually(() => world.mail.mails[0])).subject).toContain('Thông báo thử')

  await page.getByRole('button', { name: 'Thêm webhook' }).click()
  const hook = page.getByRole('region', { name: 'Webhook', exact: true })
  await hook.getByLabel('Tên').fill('zalo')
  await hook.getByLabel('Địa chỉ').fill(`https://localhost:${world.hook.port}/cong-ky`)
  await hook.getByLabel('Khóa ký thông báo').fill(HOOK_KEY)
  await save.click()
  await hook.getByRole('button', { name: 'Gửi thử' }).click()
  await hook.getByText('Đã gửi thông báo thử').waitFor()
  expect(isSignedWith(await eventually(() => world.hook.hooks[0]), HOOK_KEY)).toBe(true)

  // Taking the last channel away is asked about, since nobody would be told any more.
  await page.getByRole('switch', { name: 'Gửi thông báo qua e-mail' }).uncheck()
  await hook.getByRole('button', { name: 'Bỏ', exact: true }).click()
  await save.click()
  await page.getByRole('dialog').getByText('Không còn kênh nào').waitFor()
  await page.getByRole('button', { name: 'Không', exact: true }).click()
  await page.getByRole('button', { name: 'Bỏ thay đổi' }).click()
  expect(await page.getByRole('switch', { name: 'Gửi thông báo qua e-mail' }).isChecked()).toBe(true)
  await visit.close()
})

test('a proxy is tried before it is saved', async () => {
  const visit = await browser.visit(`${gateway.url}/#/settings/proxy`)
  const { page } = visit
  await visit.login('lan', PASSWORD)
  await page.getByRole('radio', { name: 'Cấu hình proxy', exact: true }).check()
  await page.getByLabel('Địa chỉ', { exact: true }).fill('127.0.0.1')
  await page.getByLabel('Cổng', { exact: true }).fill(String(world.proxy.port))
  await page.getByLabel('Tên đăng nhập').fill(PROXY_LOGIN.user)
  await page.getByLabel('Mật khẩu').fill('Canary-Password-wrong-for-proxy')
  await page.getByLabel('Địa chỉ để thử').fill(`https://bot.van-phong.test:${world.hook.port}/`)
  const test = page.getByRole('button', { name: 'Kiểm tra kết nối' })
  await test.click()
  await page.getByText('không chấp nhận tên đăng nhập và mật khẩu').waitFor()
  await page.getByLabel('Mật khẩu').fill(PROXY_LOGIN.password)
  await test.click()
  await page.getByText('Kết nối được').waitFor()
  await page.getByText(`Qua proxy 127.0.0.1:${world.proxy.port}`).waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Đã lưu; để trống nếu không đổi').waitFor()
  await visit.close()
})

test('an auditor sees the settings and can change nothing', async () => {
  const visit = await browser.visit(`${gateway.url}/#/settings/notifications`, { language: 'en' })
  const { page } = visit
  await visit.login('kiem-toan', PASSWORD)
  await page.getByText('Only an admin may change this.').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
  expect(await page.getByLabel('Mail server (SMTP)').isDisabled()).toBe(true)
  expect(await page.getByLabel('Address').inputValue()).toBe(`https://localhost:${world.hook.port}/…`)
  expect(await visit.accessibilityFaults()).toEqual([])
  await visit.close()
})
