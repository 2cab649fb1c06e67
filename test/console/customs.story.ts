/** What people see of the exchange with customs: a message in each direction, one that needs them, and what is in the way. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExchangeMessageView } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { CustomsCaller, customsMessage, signAsCustoms } from '../support/customs-caller.ts'
import { CUSTOMS_OPERATION, CustomsService } from '../support/customs-service.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { callHttp } from '../support/http-call.ts'
import { createOffice, OWN_A, PIN } from '../support/office.ts'
import { createAuthority, type IssuedCertificate, issueCertificate } from '../support/pki.ts'

const PASSWORD = 'Canary-Password-console-hải-quan-5'
const PATH = '/WEBSV_TN_CANG.asmx'
const folder = makeFolder('console-customs')
const certificateFile = join(folder, 'hai-quan.pem')
const forA = { taxCode: OWN_A.taxCode, enterprise: OWN_A.name }
let gateway: GatewayFixture
let service: CustomsService
let customs: IssuedCertificate
let browser: ConsoleBrowser

beforeAll(async () => {
  const [office, authority] = await Promise.all([createOffice(folder), createAuthority('CA Chính phủ')])
  const signer = (CN: string) => issueCertificate(authority, { subject: [['CN', CN]], keyType: 'rsa-2048' })
  const [own, stranger] = [await signer('Tổng cục Hải quan'), await signer('Người lạ')]
  customs = own
  service = await CustomsService.start({ customs, stranger, trustedPem: office.authority.certificatePem })
  const trust = { certificates: [certificateFile], revocation: 'none' }
  const send = {
    url: service.url,
    ...CUSTOMS_OPERATION,
    ...trust,
    timeoutMs: '20000',
    attemptsMax: '1',
    pauseMs: '100',
  }
  const receive = { ...trust, answerMs: '30000' }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, exchange: { receive, send } },
    env: office.softHsm.env,
  })
  await gateway.unlock(OWN_A.token, PIN)
  for (const [name, role] of [
    ['lan', 'admin'],
    ['hoa', 'auditor'],
  ])
    await gateway.admin('POST', '/users', { name, role, password: PASSWORD })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  await service?.close()
  removeFolder(folder)
})

async function visit(path: string, name = 'lan'): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#${path}`)
  await visit.login(name, PASSWORD)
  return visit
}

const submit = (document: string) =>
  gateway.admin<ExchangeMessageView>('POST', '/exchange/messages', { document, wait: 15 })

test('a certificate file of customs that cannot be read is named, until customs is answered', async () => {
  const caller = await CustomsCaller.connect(`${gateway.url}${PATH}`)
  const message = await signAsCustoms(customsMessage('13-11', { ...forA, reference: 'VN0123-HQ' }), customs)
  expect((await caller.send(message)).fault).toContain('ERR_EXCHANGE_UNAVAILABLE')
  const shown = await visit('/customs')
  const { page } = shown
  await page.getByText('Hải quan gọi đến mà không được trả lời').waitFor()
  await page.getByText(/hai-quan\.pem/).waitFor()
  await page.goto(`${gateway.url}/#/`)
  await page.getByText('Hải quan gọi đến mà không được trả lời').waitFor()
  const health = JSON.stringify((await callHttp(gateway.url, 'GET', '/health/ready')).json())
  expect(health).toContain('ERR_FILE_UNUSABLE')
  expect(health).not.toContain('hai-quan.pem')
  writeFileSync(certificateFile, customs.certificatePem)
  expect((await caller.send(message)).answer).not.toBeNull()
  await page.getByText('Hải quan gọi đến mà không được trả lời').waitFor({ state: 'detached' })
  await shown.close()
})

test('a message in each direction is listed in words, read with its answer, and one that is held is sent again', async () => {
  service.behave('cut')
  const held = await submit(customsMessage('02-01', { ...forA, reference: 'VN0456-KHO' }))
  expect(held.state).toBe('held')

  const shown = await visit('/customs')
  const { page } = shown
  await page.getByText('Đang chạy').first().waitFor()
  await page.getByRole('link', { name: 'Hàng hóa (nhập/xuất) đủ điều kiện qua khu vực giám sát' }).waitFor()
  await page.getByText('Đã trả lời', { exact: true }).waitFor()
  expect(await shown.accessibilityFaults()).toEqual([])
  await page.getByRole('link', { name: /^Hàng hóa/ }).click()
  await page.getByRole('button', { name: 'Xem Trả lời của ta' }).click()
  await page.getByRole('heading', { name: /Đã tiếp nhận/ }).waitFor()

  await page.goto(`${gateway.url}/#/customs/sent`)
  await page.getByText('Cần người xử lý', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Danh sách hàng vào kho' }).click()
  await page.getByRole('button', { name: 'Gửi lại' }).click()
  await page.getByText(/Hải quan có thể đã nhận thông điệp này/).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Gửi lại' }).click()
  await page.getByText('Đã chấp nhận', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Xem Trả lời của hải quan' }).click()
  await page.getByRole('heading', { name: /Đã tiếp nhận/ }).waitFor()
  expect(await shown.accessibilityFaults()).toEqual([])
  expect(service.callsOf(held.messageId)).toHaveLength(2)
  await shown.close()

  service.behave('cut')
  await submit(customsMessage('02-01', { ...forA, reference: 'VN0789-KHO' }))
  const auditor = await visit('/customs/sent', 'hoa')
  await auditor.page.getByText('Cần người xử lý', { exact: true }).waitFor()
  await auditor.page.getByRole('link', { name: 'Danh sách hàng vào kho' }).first().click()
  await auditor.page.getByRole('heading', { level: 1, name: 'Danh sách hàng vào kho' }).waitFor()
  await auditor.page
    .getByRole('button', { name: /^Tải về/ })
    .first()
    .waitFor()
  expect(await auditor.page.getByRole('button', { name: 'Gửi lại' }).count()).toBe(0)
  await auditor.close()
})
