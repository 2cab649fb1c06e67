/** The policy of approvals against what workstations really send: envelopes, values inside them, an edit while running. */
import { join } from 'node:path'
import type { GatewayStatus } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withApproval } from './support/approval-office.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { callHttp } from './support/http-call.ts'
import { kdtEnvelope } from './support/kdt-envelopes.ts'
import { AGENT, createOffice, type Office, PIN } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const STEPS = [{ name: 'Giám đốc', approvers: ['giam-doc'] }]
const LARGE = {
  name: 'nhieu-kien',
  when: { kinds: ['xml:Declaration'], values: [{ path: '/Declaration/GoodsItem/packages', above: '10' }] },
  steps: STEPS,
}
const folder = makeFolder('approval-policy')
let office: Office
let gateway: GatewayFixture
let key: string
let count = 0

beforeAll(async () => {
  office = await createOffice(folder)
  const config = { ...office.config, ...withApproval([LARGE]), autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.unlock(AGENT.token, PIN)
  key = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const declaration = (packages: string) =>
  Buffer.from(`<Declaration><GoodsItem><packages>${packages}</packages></GoodsItem></Declaration>`).toString('base64')

/** @returns The state in which it comes to rest. */
async function stateOf(document: string, profile = 'customs-kdt'): Promise<string> {
  const body = JSON.stringify({ document, profile, taxCode: AGENT.taxCode })
  const headers = { 'content-type': 'application/json', 'idempotency-key': `to-khai-${++count}` }
  const answer = await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey: key, body, headers })
  const { id } = answer.json() as { id: string }
  let state = ''
  await eventually(async () => {
    const found = await callHttp(gateway.url, 'GET', `/sign-requests/${id}`, { accessKey: key })
    state = (found.json() as { state: string }).state
    return state !== 'received'
  })
  return state
}

test('what is packed into an envelope decides, and what cannot be told asks', async () => {
  expect(await stateOf(kdtEnvelope({ content: declaration('11') }))).toBe('awaiting-approval')
  expect(await stateOf(kdtEnvelope({ content: declaration('10') }))).toMatch(/^(signed|delivered)$/)
  // No number, none at all, and several of which one is too large.
  expect(await stateOf(kdtEnvelope({ content: declaration('mười') }))).toBe('awaiting-approval')
  expect(await stateOf(kdtEnvelope({ content: declaration('1</packages><packages>99') }))).toBe('awaiting-approval')
  expect(await stateOf(kdtEnvelope({ content: declaration('</packages></GoodsItem><GoodsItem><x>') }))).toBe(
    'awaiting-approval',
  )
  // UTF-16, which the gateway does not read: it may be anything.
  const utf16 = Buffer.from('\ufeff<Declaration/>', 'utf16le').toString('base64')
  expect(await stateOf(kdtEnvelope({ content: utf16 }))).toBe('awaiting-approval')
  expect(await stateOf('<a/>', 'xmldsig-enveloped')).toMatch(/^(signed|delivered)$/)
})

test('an edit that is wrong changes nothing, and one that is right is in force at once', async () => {
  const wrong = { ...LARGE, when: { sources: ['nowhere'] } }
  gateway.configure({ ...office.config, ...withApproval([wrong]), autoStart: true })
  const status = () => gateway.admin<GatewayStatus>('GET', '/status')
  await eventually(async () => JSON.stringify((await status()).notices).includes('approval.rules[0].when.sources[0]'))
  expect(await stateOf(kdtEnvelope({ content: declaration('12') }))).toBe('awaiting-approval')
  expect(await stateOf(kdtEnvelope({ content: declaration('9') }))).toMatch(/^(signed|delivered)$/)

  const all = { name: 'moi-thong-diep', when: { kinds: ['customs:929'] }, steps: STEPS }
  gateway.configure({ ...office.config, ...withApproval([all]), autoStart: true })
  let packages = 100
  await eventually(async () => {
    // Every try is another document: one that was signed is not signed again.
    return (
      (await stateOf(`${kdtEnvelope({ content: declaration('8') })}<!-- ${packages++} -->`)) === 'awaiting-approval'
    )
  })
})
