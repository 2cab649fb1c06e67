/** Workstations in the console, and the page of declarants: paired by a link, signing, revoked while connected. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/xmlsec1.ts'
import { ConsoleBrowser, type Visit, type VisitOptions } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from '../support/office.ts'

const PASSWORD = 'Canary-Password-console-may-tram-1'

let folder: string
let gateway: GatewayFixture
let office: Office
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-workstations')
  office = await createOffice(join(folder, 'office'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  await gateway.admin('POST', '/users', { name: 'lan', displayName: 'Trần Thị Lan', role: 'admin', password: PASSWORD })
  await gateway.unlock('dai-ly', PIN)
  await gateway.unlock(OWN_A.token, PIN)
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

const declaration = (text: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><So>${text}</So></ToKhai>\n`
const file = (name: string, text = declaration(name)) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(text) })

async function openConsole(): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#/workstations`)
  await visit.login('lan', PASSWORD)
  await visit.page.getByRole('heading', { level: 1, name: 'Máy trạm' }).waitFor()
  return visit
}

/** Adds a workstation on the host, and opens its page by the link in its code. */
async function openDeclarant(name: string, options: VisitOptions = {}): Promise<Visit> {
  const { link } = await gateway.admin<{ link: string }>('POST', '/workstations', { name, enterprises: 'all' })
  const visit = await browser.visit(link, options)
  await visit.page.getByRole('button', { name: 'Ghép nối' }).click()
  await visit.page.getByText(`${name}: đã kết nối`).waitFor()
  return visit
}

async function drop({ page }: Visit, taxCode: string, files: readonly ReturnType<typeof file>[]): Promise<void> {
  await page.getByLabel('Mã số thuế của doanh nghiệp ký').fill(taxCode)
  await page.locator('input[type=file]').setInputFiles([...files])
}

const row = ({ page }: Visit, name: string) => page.getByRole('listitem').filter({ hasText: name })

/** How often a document was signed, by the name that its declarant gave it. */
async function signatures(name: string): Promise<number> {
  return (await readHistory(gateway)).filter(({ kind, reference }) => kind === 'signed' && reference === name).length
}

test('an admin adds a workstation, its page is paired by the link of the QR code, and five files are signed but one', async () => {
  const console = await openConsole()
  await console.page.getByRole('button', { name: 'Thêm máy trạm' }).click()
  await console.page.getByLabel('Tên máy').fill('Máy chị Hoa')
  await console.page.getByRole('button', { name: 'Tạo mã ghép nối' }).click()
  await console.page.getByRole('img', { name: 'Mã QR của trang ghép nối' }).waitFor()
  expect(await console.accessibilityFaults()).toEqual([])
  const link = (await console.page.locator('.pairing code').first().textContent()) ?? ''
  expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/workstation#pair=[\w-]{22}$/)

  const declarant = await browser.visit(link, { width: 390, height: 844 })
  const { page } = declarant
  await page.getByRole('button', { name: 'Ghép nối' }).waitFor()
  expect(page.url()).toBe(`${gateway.url}/workstation`)
  expect(await declarant.accessibilityFaults()).toEqual([])
  await page.getByRole('button', { name: 'Ghép nối' }).click()
  await page.getByText('Máy chị Hoa: đã kết nối').waitFor()
  await console.page.getByText('Đã ghép nối').waitFor()
  await console.page.getByRole('button', { name: 'Xong' }).click()
  await console.page.getByRole('row').filter({ hasText: 'Máy chị Hoa' }).getByText('Đang kết nối').waitFor()

  const good = ['tờ khai 1.xml', 'tờ khai 2.xml', 'tờ khai 3.xml', 'tờ khai 4.xml']
  await drop(declarant, CLIENT.taxCode, [...good.map((name) => file(name)), file('hỏng.xml', '<ToKhai><So>')])
  await page.getByText('Đã ký 4 · không ký được 1 · đang chờ 0').waitFor()
  await row(declarant, 'hỏng.xml')
    .getByText(/không phải XML đúng cú pháp.*gửi lại/)
    .waitFor()
  expect(await declarant.accessibilityFaults()).toEqual([])

  const downloads: { name: string; path: string }[] = []
  page.on('download', async (download) =>
    downloads.push({ name: download.suggestedFilename(), path: await download.path() }),
  )
  await page.getByRole('button', { name: 'Tải tất cả (4)' }).click()
  await eventually(() => downloads.length === 4)
  expect(downloads.map(({ name }) => name).sort()).toEqual(good.map((name) => name.replace('.xml', '.signed.xml')))
  for (const { name, path } of downloads) {
    const signed = readFileSync(path)
    expect(signed.toString()).toContain(`<So>${name.replace('.signed', '')}</So>`)
    const trustedPem = office.authority.certificatePem
    expect(await judgeWithXmlsec1(signed, { trustedPem })).toMatchObject({ accepted: true })
  }

  // The same files once more are no new requests; the bad one is tried again.
  await drop(
    declarant,
    CLIENT.taxCode,
    good.map((name) => file(name)),
  )
  await page.getByText(/Đã có trong danh sách: tờ khai 1\.xml/).waitFor()
  for (const name of good) expect(await signatures(name)).toBe(1)
  await declarant.close()
  await console.close()
})

test('a page that is left and loaded again in the middle goes on: sent later, waited for, signed once', async () => {
  const declarant = await openDeclarant('Máy tải lại')
  const { page } = declarant
  await drop(declarant, OWN_B.taxCode, [file('chờ PIN.xml')])
  await row(declarant, 'chờ PIN.xml').getByText('Chờ người xử lý').waitFor()
  await gateway.stop()
  await page.getByText('Máy tải lại: mất kết nối').waitFor()
  await drop(declarant, OWN_A.taxCode, [file('chưa gửi.xml')])
  await row(declarant, 'chưa gửi.xml').getByText('Chờ gửi').waitFor()
  await gateway.restart()
  await page.reload()
  await page.getByText('Máy tải lại: đã kết nối').waitFor()
  await row(declarant, 'chờ PIN.xml').getByText('Chờ người xử lý').waitFor()
  await page.reload()
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  await page.getByText('Đã ký 2 · không ký được 0 · đang chờ 0').waitFor()
  expect([await signatures('chờ PIN.xml'), await signatures('chưa gửi.xml')]).toEqual([1, 1])
  await gateway.admin('POST', `/tokens/${OWN_B.token}/lock`)
  await declarant.close()
})

test('one tab works and renews its key in time; another one stands by', async () => {
  const declarant = await openDeclarant('Máy gia hạn')
  const { page } = declarant
  const second = await page.context().newPage()
  await second.goto(`${gateway.url}/workstation`)
  await second.getByText('Trang này đang mở ở thẻ khác').waitFor()

  // The key was made 330 days ago.
  const state = new Database(join(gateway.folder, 'state', 'congky.sqlite'))
  const days = (column: string) => `${column} = ${column} - 330 * 86400000`
  state.exec(
    `UPDATE access_key SET ${['created_at', 'expires_at', 'renew_after'].map(days).join(', ')}
     WHERE workstation_id = (SELECT id FROM workstation WHERE name = 'Máy gia hạn')`,
  )
  state.close()
  // What is changed behind its back the gateway reads with the next change of its own.
  await gateway.addWorkstation('Máy khác', [OWN_A.taxCode])
  await page.close()
  await second.getByText('Máy gia hạn: đã kết nối').waitFor()
  await eventually(async () => {
    const notes = (await readHistory(gateway)).map(({ note }) => note ?? '')
    return (
      notes.includes('access key of Máy gia hạn renewed') &&
      notes.some((note) => /^renewed access key in use/.test(note))
    )
  })
  await second.getByText('Máy gia hạn: đã kết nối').waitFor()
  await declarant.close()
})

test('rights that an admin takes away are gone at once, for a page that is connected too', async () => {
  const declarant = await openDeclarant('Máy đổi quyền')
  const console = await openConsole()
  await console.page.getByRole('button', { name: 'Đổi quyền của Máy đổi quyền' }).click()
  await console.page.getByLabel('Chỉ những doanh nghiệp này').check()
  await console.page.getByLabel('Mã số thuế hoặc tên doanh nghiệp').fill(CLIENT.taxCode)
  await console.page.getByRole('button', { name: 'Thêm mã' }).click()
  expect(await console.accessibilityFaults()).toEqual([])
  await console.page.getByRole('button', { name: 'Lưu quyền' }).click()
  await console.page.getByRole('row').filter({ hasText: 'Máy đổi quyền' }).getByText(CLIENT.taxCode).waitFor()
  await drop(declarant, OWN_A.taxCode, [file('ngoài quyền.xml')])
  await row(declarant, 'ngoài quyền.xml').getByText('Không ký được').waitFor()
  await drop(declarant, CLIENT.taxCode, [file('trong quyền.xml')])
  await row(declarant, 'trong quyền.xml').getByText('Đã ký').waitFor()
  await console.close()
  await declarant.close()
})

test('a workstation that is revoked while it is connected says so, and nothing more of it is signed', async () => {
  await gateway.admin('POST', `/tokens/${OWN_B.token}/lock`).catch(() => {})
  const declarant = await openDeclarant('Máy bị thu hồi')
  await drop(declarant, OWN_B.taxCode, [file('đang chờ.xml')])
  await row(declarant, 'đang chờ.xml').getByText('Chờ người xử lý').waitFor()

  const console = await openConsole()
  const line = console.page.getByRole('row').filter({ hasText: 'Máy bị thu hồi' })
  await line.getByText('Đang kết nối').waitFor()
  await line.getByRole('button', { name: 'Thu hồi Máy bị thu hồi' }).click()
  await console.page.getByText('Kết nối của máy bị ngắt ngay').waitFor()
  await console.page.getByRole('button', { name: 'Thu hồi', exact: true }).click()
  await declarant.page.getByText('Máy này không còn quyền gửi ký').waitFor()
  await console.page.getByText(/^Đã thu hồi \(\d+\)$/).waitFor()
  expect(await declarant.accessibilityFaults()).toEqual([])

  await gateway.unlock(OWN_B.token, PIN)
  await eventually(async () =>
    (await readHistory(gateway)).some(({ kind, reference }) => kind === 'rejected' && reference === 'đang chờ.xml'),
  )
  expect(await signatures('đang chờ.xml')).toBe(0)
  await console.close()
  await declarant.close()
})
