/**
 * The approver's own token: where the policy lets the approver's certificate sign, its PIN is typed on the gateway host
 * for documents that are approved, and the token is locked again after them.
 */
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import type { GatewayStatus } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  APPROVAL_PASSWORD,
  addPeople,
  approvalRule,
  approveShown,
  DIRECTOR,
  loggedIn,
  withApproval,
} from './support/approval-office.ts'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { callHttp } from './support/http-call.ts'
import { AGENT, CLIENT, createOffice, PIN, thumbprint } from './support/office.ts'
import { type IssuedCertificate, issueCertificate } from './support/pki.ts'
import { PairedWorkstation } from './support/workstation.ts'

const TOKEN = 'giam-doc-mai'
const OWN_PIN = 'Canary-PIN-40862'
const folder = makeFolder('approver-token')
let gateway: GatewayFixture
let driver: FaultModule
let own: IssuedCertificate
let serial: string
let key: string
let count = 0

beforeAll(async () => {
  const office = await createOffice(folder)
  own = await issueCertificate(office.authority, {
    keyType: 'rsa-2048',
    subject: [
      ['C', 'VN'],
      ['CN', DIRECTOR.displayName],
      ['UID', 'CCCD:001085012345'],
    ],
  })
  serial = (await office.softHsm.addToken({ label: TOKEN, pin: OWN_PIN, keys: [{ issued: own }] })).serial
  driver = await FaultModule.create(join(folder, 'driver'), office.softHsm)
  const people = [{ accounts: [DIRECTOR.name], certificate: thumbprint(own) }]
  const config = {
    ...{ ...office.config, ...withApproval([approvalRule({ signWith: 'approver' })], people), autoStart: true },
    modules: [{ name: 'driver', path: driver.modulePath }],
  }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.unlock(AGENT.token, PIN)
  await addPeople(gateway, [DIRECTOR])
  key = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

async function submit(): Promise<string> {
  const document = `<ToKhai><So>${++count}</So></ToKhai>`
  const body = JSON.stringify({ document, taxCode: CLIENT.taxCode })
  const headers = { 'content-type': 'application/json', 'idempotency-key': `to-khai-${count}` }
  const answer = await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey: key, body, headers })
  return (answer.json() as { id: string }).id
}

interface Seen {
  readonly state: string
  readonly signedDocument?: string
  readonly error?: { readonly code: string }
}
const seen = async (id: string) =>
  (await callHttp(gateway.url, 'GET', `/sign-requests/${id}`, { accessKey: key })).json() as Seen
const tokenState = async () =>
  (await gateway.admin<GatewayStatus>('GET', '/status')).tokens.find(({ name }) => name === TOKEN)?.state
const approve = (ids: readonly string[], pin: string) =>
  gateway.run(
    ['approve', ...ids, '--as', DIRECTOR.name, '--password-stdin', '--pin-stdin'],
    `${APPROVAL_PASSWORD}\n${pin}\n`,
  )
const logins = () => driver.calls().filter((call) => call.name === 'C_Login' && call.serial === serial)
const tokenNotes = async () =>
  (await readHistory(gateway)).flatMap(({ kind, note }) => (kind === 'token' && note?.startsWith(TOKEN) ? [note] : []))

test('congky approve signs with the certificate of who approved, and locks the token again', async () => {
  const ids = [await submit(), await submit()]
  const { code, stdout, stderr } = await approve(ids, OWN_PIN)
  expect([code, stderr.includes('SHA-256')]).toEqual([0, true])
  for (const id of ids) expect(stdout).toContain(`${id}  approved and signed`)
  for (const id of ids) {
    const { state, signedDocument = '' } = await seen(id)
    expect(state).toBe('signed')
    // The judge is the certificate in the document, and not what the gateway says of it.
    const [, certificate = ''] = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(signedDocument) ?? []
    expect(new X509Certificate(Buffer.from(certificate, 'base64')).fingerprint256).toBe(
      new X509Certificate(own.certificateDer).fingerprint256,
    )
  }
  expect(await tokenState()).toBe('locked')
  expect(await tokenNotes()).toEqual([`${TOKEN}: unlocked`, `${TOKEN}: locked`])
  expect(logins()).toHaveLength(1)
})

test('a wrong PIN is tried once; the document stays approved, and waits until its PIN is typed', async () => {
  const before = logins().length
  const id = await submit()
  const { code, stdout, stderr } = await approve([id], 'Canary-PIN-40000')
  expect(code).toBe(1)
  expect(stdout).toContain(`${id}  approved`)
  expect(stdout).not.toContain('signed')
  expect(stderr).toContain('refused')
  expect(await tokenState()).toBe('pin-refused')
  await eventually(async () => (await seen(id)).state === 'held')
  // Neither another approval in a browser nor a new start tries a PIN that nobody typed.
  const second = await submit()
  const outcome = await approveShown(await loggedIn(gateway, DIRECTOR), [second])
  expect(outcome.body.outcomes).toMatchObject([{ id: second, error: null }])
  await gateway.stop()
  await gateway.restart()
  await eventually(async () => (await seen(second)).state === 'held')
  expect(['ERR_PIN_REFUSED', 'ERR_TOKEN_LOCKED']).toContain((await seen(second)).error?.code)
  expect(logins()).toHaveLength(before + 1)

  await gateway.admin('POST', `/tokens/${TOKEN}/unlock`, { pin: OWN_PIN, confirmLowTries: true })
  for (const waiting of [id, second]) await eventually(async () => (await seen(waiting)).state === 'signed')
})

test('a token that somebody opened stays open, and no PIN is asked for', async () => {
  expect(await tokenState()).toBe('ready')
  const id = await submit()
  const { code } = await gateway.run(['approve', id, '--as', DIRECTOR.name, '--password-stdin'], APPROVAL_PASSWORD)
  expect(code).toBe(0)
  await eventually(async () => (await seen(id)).state === 'signed')
  expect(await tokenState()).toBe('ready')
})

test('the PIN opens nothing for a document that is not approved', async () => {
  await gateway.admin('POST', `/tokens/${TOKEN}/lock`)
  const id = await submit()
  const before = logins().length
  await expect(gateway.admin('POST', '/approvals/sign', { ids: [id], pin: OWN_PIN })).rejects.toThrow(
    'ERR_APPROVAL_MISSING',
  )
  const director = await loggedIn(gateway, DIRECTOR)
  const overNetwork = await director.call('POST', '/admin/approvals/sign', { body: { ids: [id], pin: OWN_PIN } })
  expect([overNetwork.status, overNetwork.body.code]).toEqual([403, 'ERR_ROLE_FORBIDDEN'])
  expect(logins()).toHaveLength(before)
})
