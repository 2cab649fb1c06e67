/** Customs calls the gateway (Decision 1543/QĐ-TCHQ, part I): what it sends, what it is answered, and what goes wrong. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/xmlsec1.ts'
import { CustomsCaller, customsMessage, saidIn, signAsCustoms } from '../support/customs-caller.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { createOffice, type Office, OWN_A, PIN } from '../support/office.ts'
import { createAuthority, type IssuedCertificate, issueCertificate } from '../support/pki.ts'

const folder = makeFolder('receive')
const PATH = '/WEBSV_TN_CANG.asmx'
let office: Office
let gateway: GatewayFixture
let customs: IssuedCertificate
let caller: CustomsCaller

beforeAll(async () => {
  office = await createOffice(folder)
  const authority = await createAuthority('Trung tâm Chứng thực chữ ký số chuyên dùng Chính phủ')
  customs = await issueCertificate(authority, {
    subject: [
      ['C', 'VN'],
      ['CN', 'Tổng cục Hải quan'],
    ],
    keyType: 'rsa-2048',
  })
  writeFileSync(join(folder, 'hai-quan.pem'), customs.certificatePem)
  const exchange = {
    customs: { name: 'TCHQ', identity: 'TCHQ' },
    receive: { certificates: [join(folder, 'hai-quan.pem')], revocation: 'none' },
  }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, exchange },
    env: office.softHsm.env,
  })
  await gateway.unlock(OWN_A.token, PIN)
  caller = await CustomsCaller.connect(`${gateway.url}${PATH}`)
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const forOwnA = { taxCode: OWN_A.taxCode, enterprise: OWN_A.name }

test('a message is answered, signed by the enterprise it is for', async () => {
  const message = await signAsCustoms(customsMessage('11-11', forOwnA), customs)
  const outcome = await caller.send(message)
  console.log(outcome)
  const { header, said, findings } = saidIn(outcome)
  expect(findings).toEqual([])
  expect(said).toMatchObject({ received: true })
  expect(header).toMatchObject({ fromIdentity: OWN_A.taxCode, toIdentity: 'TCHQ', type: '11', function: '99' })
  const verdict = await judgeWithXmlsec1(Buffer.from(outcome.answer ?? ''), {
    trustedPem: office.authority.certificatePem,
  })
  expect(verdict).toMatchObject({ accepted: true })
  expect(await caller.send(message)).toEqual(outcome)
})
