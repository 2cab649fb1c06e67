/** The page "Chữ ký số": a wrong PIN and then the right one, what is downloaded, and what each role sees. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TokenView } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { searchFolder, searchOutput } from '../support/canary-search.ts'
import { ConsoleBrowser } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN } from '../support/office.ts'

const PASSWORD = 'Canary-Password-tokens-page-1'

let folder: string
let office: Office
let gateway: GatewayFixture
let browser: ConsoleBrowser

const stateOf = async (name: string) => {
  const { tokens } = await gateway.admin<{ tokens: TokenView[] }>('GET', '/status')
  return tokens.find((token) => token.name === name)?.state
}
const config = (pinEntry: boolean) => ({ ...office.config, console: { pinEntry: String(pinEntry) } })

beforeAll(async () => {
  folder = makeFolder('console-tokens-page')
  office = await createOffice(join(folder, 'office'))
  gateway = await GatewayFixture.start({
    ...{ folder: join(folder, 'gateway'), env: office.softHsm.env, config: config(true) },
  })
  await gateway.admin('POST', '/users', { name: 'lan', role: 'admin', password: PASSWORD })
  await gateway.admin('POST', '/users', { name: 'minh', role: 'auditor', password: PASSWORD })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

test('a wrong PIN is told with its danger, and the right one unlocks; Enter submits, and the field forgets', async () => {
  const visit = await browser.visit(`${gateway.url}/#/tokens`)
  const { page } = visit
  await visit.login('lan', PASSWORD)
  const card = page.getByRole('article', { name: AGENT.token })
  await card.getByText('Chưa mở khóa').waitFor()
  await card.getByRole('button', { name: 'Mở khóa' }).click()
  const pin = page.getByRole('textbox', { name: 'Mã PIN' })
  expect(await pin.getAttribute('type')).toBe('password')
  expect(await pin.getAttribute('autocomplete')).toBe('off')
  await page.keyboard.type('Canary-PIN-wrong')
  await page.keyboard.press('Enter')
  await page.getByText('Mã PIN vừa nhập bị từ chối').waitFor()
  expect(await pin.inputValue()).toBe('')
  expect(await visit.accessibilityFaults()).toEqual([])
  expect(await stateOf(AGENT.token)).toBe('pin-refused')

  // Nothing is sent before the person says to know the danger.
  await pin.fill(PIN)
  await page.keyboard.press('Enter')
  expect(await stateOf(AGENT.token)).toBe('pin-refused')
  await page.getByLabel('Tôi chắc chắn').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Mở khóa' }).click()
  await card.getByText('Sẵn sàng').waitFor()
  expect(await page.content()).not.toContain(PIN)

  await card.getByRole('button', { name: 'Ký thử' }).click()
  await page.getByText('chữ ký đã kiểm tra đúng').waitFor()
  const [signed] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải tệp đã ký' }).click(),
  ])
  expect(readFileSync(await signed.path(), 'utf8')).toContain('không có giá trị pháp lý')
  await page.keyboard.press('Escape')
  const [registration] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('button', { name: 'Hồ sơ đăng ký' }).click(),
  ])
  expect(registration.suggestedFilename()).toMatch(/^dang-ky-chu-ky-so-[0-9A-F]+\.zip$/)

  await card.getByRole('button', { name: 'Khóa', exact: true }).click()
  await page.getByText('Cổng ký quên mã PIN của token này').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Khóa', exact: true }).click()
  await card.getByText('Chưa mở khóa').waitFor()
  await visit.close()
})

test('where PINs are not typed in browsers, the page says where they are, and sees it when they were', async () => {
  gateway.configure(config(false))
  await eventually(async () => !(await gateway.admin<{ pinEntry: boolean }>('GET', '/tokens')).pinEntry)
  const visit = await browser.visit(`${gateway.url}/#/tokens`, { language: 'en' })
  const { page } = visit
  await visit.login('lan', PASSWORD)
  const card = page.getByRole('article', { name: OWN_A.token })
  await card.getByText(`congky unlock ${OWN_A.token}`).waitFor()
  expect(await page.getByRole('button', { name: 'Unlock' }).count()).toBe(0)
  expect(await visit.accessibilityFaults()).toEqual([])
  await gateway.unlock(OWN_A.token, PIN)
  await card.getByText('Ready').waitFor()
  await visit.close()
})

test('an auditor sees everything and changes nothing', async () => {
  const visit = await browser.visit(`${gateway.url}/#/tokens`)
  const { page } = visit
  await visit.login('minh', PASSWORD)
  const card = page.getByRole('article', { name: OWN_A.token })
  await card.getByText('Sẵn sàng').waitFor()
  await card.getByRole('button', { name: '.cer' }).waitFor()
  for (const name of ['Khóa', 'Ký thử', 'Đặt làm mặc định', 'Tìm lại token', 'Tìm thư viện token'])
    expect([name, await page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0])
  await visit.close()
})

test('no PIN is in anything that was written', () => {
  searchOutput('the log of the gateway', gateway.output)
  searchFolder(gateway.folder)
})
