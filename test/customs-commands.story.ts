/** A message of the warehouse keeper, from the sample to the signature that others accept, at the gateway's own host. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from './judges/index.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { AGENT, createOffice, type Office, PIN } from './support/office.ts'

const folder = makeFolder('customs')
const message = join(folder, 'vao-kho.xml')
const signed = join(folder, 'vao-kho.signed.xml')
let office: Office
let gateway: GatewayFixture

beforeAll(async () => {
  office = await createOffice(folder)
  const config = { ...office.config, autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
})
afterAll(async () => {
  await gateway.stop()
  removeFolder(folder)
})

const signatures = async () =>
  (await gateway.json<{ kind: string }[]>(['history', 'list', '--limit', '100'])).filter(
    ({ kind }) => kind === 'signed',
  )

test('a locked token is told at once; unlocked, the same command signs, and again signs nothing twice', async () => {
  expect((await gateway.run(['customs', 'sample', '02-01', '--out', message])).code).toBe(0)
  const waiting = await gateway.run(['customs', 'sign', message])
  expect([waiting.code, waiting.stdout]).toEqual([
    1,
    expect.stringMatching(/Not signed yet: .*locked[\s\S]*nothing is signed twice/),
  ])
  expect(existsSync(signed)).toBe(false)

  await gateway.unlock(AGENT.token, PIN)
  expect(await gateway.run(['customs', 'sign', message])).toMatchObject({ code: 0 })
  const first = readFileSync(signed)
  expect(await gateway.json(['customs', 'sign', message])).toMatchObject({
    ...{
      state: 'signed',
      profile: 'customs-1543',
      taxCode: AGENT.taxCode,
      reference: 'BM-20261120-0001',
      file: signed,
    },
  })
  expect(readFileSync(signed).equals(first)).toBe(true)
  expect(await signatures()).toMatchObject([{ requester: 'host', source: 'host', taxCode: AGENT.taxCode }])
})

test('the signed message verifies here and with xmlsec1; changed afterwards, it does not', async () => {
  expect(await gateway.json(['customs', 'verify', signed])).toMatchObject({ valid: true, coversContent: true })
  expect(await judgeWithXmlsec1(readFileSync(signed), { trustedPem: office.authority.certificatePem })).toMatchObject({
    accepted: true,
  })
  const changed = join(folder, 'changed.xml')
  writeFileSync(changed, readFileSync(signed, 'utf8').replace('<GoodsType>1<', '<GoodsType>2<'))
  const refused = await gateway.run(['customs', 'verify', changed])
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('No signature covers the content')])
})

test('a result is never written over something else, and a signed message is not signed again', async () => {
  writeFileSync(signed, 'not ours')
  const kept = await gateway.run(['customs', 'sign', message])
  expect([kept.code, readFileSync(signed, 'utf8')]).toEqual([1, 'not ours'])
  const again = join(folder, 'again.xml')
  expect((await gateway.run(['customs', 'sign', message, '--out', again])).code).toBe(0)
  const twice = await gateway.run(['customs', 'sign', again])
  expect([twice.code, twice.stdout]).toEqual([1, expect.stringContaining('refused to sign')])
  expect(await signatures()).toHaveLength(1)
})
