/**
 * A long history in a browser: found while one types, read, checked and exported. A quarter of a million requests
 * unless CONGKY_STORY_REQUESTS says 1000000, which takes a minute more: what is slow shows in both.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { fillHistory, requestOf, SOURCES } from '../support/long-history.ts'
import { OWN_A } from '../support/office.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const REQUESTS = Number(process.env.CONGKY_STORY_REQUESTS ?? 250_000)
const PASSWORD = 'Canary-Password-history-minh-1'

let folder: string
let gateway: GatewayFixture
let browser: ConsoleBrowser
let visit: Visit
let page: Page

beforeAll(async () => {
  folder = makeFolder('console-history')
  fillHistory(join(folder, 'state'), { requests: REQUESTS })
  gateway = await GatewayFixture.start({ folder, config: {} })
  await gateway.admin('POST', '/users', {
    name: 'minh',
    displayName: 'Lê Văn Minh',
    role: 'auditor',
    password: PASSWORD,
  })
  browser = await ConsoleBrowser.start()
  visit = await browser.visit(`${gateway.url}/#/history`)
  page = visit.page
  // The first filter waits until all requests have been read.
  page.setDefaultTimeout(90_000)
  await visit.login('minh', PASSWORD)
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

const number = (value: number) => new Intl.NumberFormat('vi-VN').format(value)
const counted = (count: number) =>
  page
    .getByRole('status')
    .getByText(`${number(count)} yêu cầu`, { exact: true })
    .waitFor()
const rows = () => page.locator('.data-table tbody tr')
/** How many of the numbers 1 to REQUESTS `fits` takes. */
function countWhere(fits: (n: number) => boolean): number {
  let count = 0
  for (let n = 1; n <= REQUESTS; n++) if (fits(n)) count++
  return count
}

test('each filter finds what it should, together with the others, and the address keeps it', async () => {
  const newest = requestOf(REQUESTS)
  await page.getByRole('link', { name: newest.reference }).waitFor()
  await counted(REQUESTS)

  await page.getByRole('button', { name: 'Bị từ chối' }).click()
  await counted(REQUESTS / 50)
  await page.getByLabel('Nguồn').selectOption(SOURCES[1])
  await counted(countWhere((n) => n % 50 === 0 && n % 3 === 1))
  await page.getByRole('button', { name: 'Bị từ chối' }).click()
  await counted(countWhere((n) => n % 3 === 1))
  await page.getByLabel('Chữ ký số').selectOption({ index: 1 })
  const certificate = await page.getByLabel('Chữ ký số').inputValue()
  const signer = Number.parseInt(certificate.slice(-4), 16) - 0xabc0
  await counted(countWhere((n) => n % 3 === 1 && n % 8 === signer && n % 50 !== 0))

  await page.reload()
  await counted(countWhere((n) => n % 3 === 1 && n % 8 === signer && n % 50 !== 0))
  expect(await page.getByLabel('Nguồn').inputValue()).toBe(SOURCES[1])
  await page.getByRole('button', { name: 'Bỏ mọi điều kiện lọc' }).click()
  await counted(REQUESTS)

  await page.getByLabel('Doanh nghiệp').fill('0100000007')
  await counted(countWhere((n) => n % 500 === 7))
  await page.getByRole('button', { name: 'Hôm nay' }).click()
  await page.getByRole('button', { name: 'Mọi lúc' }).click()
  await counted(countWhere((n) => n % 500 === 7))
  await page.getByLabel('Doanh nghiệp').fill('')
  await counted(REQUESTS)
})

test('words are found anywhere in all requests, with and without their marks', async () => {
  const wanted = requestOf(Math.floor(REQUESTS / 3))
  const search = page.getByLabel('Tìm')
  await search.fill(wanted.reference.toLowerCase())
  await counted(1)
  await page.getByRole('link', { name: wanted.reference }).waitFor()
  await search.fill('hải quan số 3')
  const many = countWhere((n) => n % 8 === 3 && n % 50 !== 0)
  const shown = many > 10_000 ? `hơn ${number(10_000)} yêu cầu` : `${number(many)} yêu cầu`
  await page.getByRole('status').getByText(shown, { exact: true }).waitFor()
  await search.fill('không có ở đâu cả')
  await page.getByText('Không có yêu cầu nào khớp').waitFor()
  await search.fill(wanted.id)
  await counted(1)
  await search.fill('')
  await counted(REQUESTS)
})

test('further pages follow without a gap', async () => {
  await page.getByRole('button', { name: 'Xem thêm' }).click()
  await rows().nth(99).waitFor()
  const links = await page.locator('.data-table tbody a').allTextContents()
  expect(links).toEqual(Array.from({ length: 100 }, (_, at) => requestOf(REQUESTS - at).reference))
})

test('one request shows its story and its proof, and says kindly that its document is gone', async () => {
  const wanted = requestOf(REQUESTS - 1)
  await page.getByRole('link', { name: wanted.reference }).click()
  await page.getByRole('heading', { level: 1, name: wanted.reference }).waitFor()
  expect(await page.locator('.history-story li').count()).toBe(4)
  await page.getByText('Nội dung chứng từ không còn được lưu ở đây').waitFor()
  await page.getByRole('button', { name: 'Kiểm tra bằng chứng' }).click()
  await page.getByText('Không thấy gì sai; có điểm không kiểm tra được').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.getByRole('link', { name: 'Quay lại' }).click()
  await counted(REQUESTS)
})

test('an export shows how far it is, can be cancelled, and comes as a file', async () => {
  const open = page.getByRole('button', { name: 'Xuất dữ liệu' })
  await open.click()
  await page.getByLabel(/^Excel/).check()
  await page.getByRole('button', { name: 'Bắt đầu xuất' }).click()
  const limit = page.getByText('1.048.575 dòng')
  if (REQUESTS < 1_048_576) {
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: 'Hủy xuất' }).click()
  } else await limit.waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByLabel('Doanh nghiệp').fill('0100000007')
  const count = countWhere((n) => n % 500 === 7)
  await counted(count)
  await open.click()
  await page.getByLabel(/^CSV/).check()
  await page.getByRole('button', { name: 'Bắt đầu xuất' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Tải tệp về' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^lich-su-ky-[\d-]+\.csv$/)
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(count + 1)
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).last().click()
})

test('what comes while one reads is told at once, counted as the filter has it, and shown when one wants it', async () => {
  await visit.go('/history')
  await page.getByRole('link', { name: requestOf(REQUESTS).reference }).waitFor()
  const workstation = await PairedWorkstation.pair(gateway, 'may-01', 'all')
  const connection = await workstation.connect()
  const refuse = (reference: string) =>
    expect(connection.sign('<ToKhai><So>', { taxCode: OWN_A.taxCode, reference })).rejects.toThrow()
  await refuse('hỏng-1')
  await refuse('hỏng-2')
  // Sooner than a page would look that nobody tells anything.
  await page.getByText('Có 2 yêu cầu mới').waitFor({ timeout: 20_000 })
  expect(await page.getByRole('link', { name: 'hỏng-1' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Hiện' }).click()
  await page.getByRole('link', { name: 'hỏng-2' }).waitFor()
  await page.getByText('Có 2 yêu cầu mới').waitFor({ state: 'detached' })

  // It came, and does not fit.
  await page.getByLabel('Nguồn').selectOption(SOURCES[1])
  await counted(countWhere((n) => n % 3 === 1))
  const looked = page.waitForResponse((response) => response.url().includes('&after='))
  await refuse('hỏng-3')
  await looked
  expect(await page.getByText('yêu cầu mới').count()).toBe(0)
  await page.getByRole('button', { name: 'Bỏ mọi điều kiện lọc' }).click()
  await page.getByRole('link', { name: 'hỏng-3' }).waitFor()
  await workstation.close()
})

test('the whole history is checked with one click, and nothing on the page is wrong', async () => {
  await page.getByRole('link', { name: 'Nhật ký & kiểm tra' }).click()
  await page.getByRole('button', { name: 'Kiểm tra toàn bộ lịch sử' }).click()
  await page.getByText(/^Nguyên vẹn: /).waitFor()
  await page.getByLabel('Người').selectOption('lan')
  await page.getByText('lan đăng nhập').first().waitFor()

  // This test's own login, which is of today; the time stands in the address.
  await page.getByLabel('Người').selectOption('minh')
  await page.getByRole('button', { name: 'Hôm nay' }).click()
  await page.getByText('minh đăng nhập').first().waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Hôm nay', pressed: true }).waitFor()
  await page.getByText('minh đăng nhập').first().waitFor()
  await page.getByRole('button', { name: 'Tự chọn' }).click()
  await page.getByLabel('Đến ngày').fill('2020-01-01')
  await page.getByText('Không có bản ghi nào khớp').waitFor()
  await page.getByRole('button', { name: 'Mọi lúc' }).click()
  await page.getByLabel('Loại').selectOption('signed')
  await page.getByText('Các bước của yêu cầu chỉ lọc được theo loại này').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await visit.close()
})
