/** H1 for one document: the exported proof says who approved which hash when, and whatever is edited in it is found. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProofView } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect } from 'vitest'
import { type EvidenceVerdict, verifyEvidence } from '../../packages/gateway/src/domain/evidence/verify-evidence.ts'
import {
  ACCOUNTANT,
  AUDITOR,
  addPeople,
  approveShown,
  DIRECTOR,
  loggedIn,
  TWO_STEPS,
  withApproval,
} from '../support/approval-office.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture, runCongky } from '../support/gateway.ts'
import { seeded } from '../support/history-sample.ts'
import { callHttp } from '../support/http-call.ts'
import { AGENT, CLIENT, createOffice, PIN } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import type { WebVisitor } from '../support/web-visitor.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const DOCUMENT = `<ToKhai><MaSoThue>${CLIENT.taxCode}</MaSoThue><TriGia>2500000000</TriGia></ToKhai>`
const folder = makeFolder('approval-proof')
let gateway: GatewayFixture
let auditor: WebVisitor
let id: string
let file: string
let signed: string

beforeAll(async () => {
  const office = await createOffice(folder)
  const rule = { name: 'to-khai', when: { taxCodes: [AGENT.taxCode, CLIENT.taxCode] }, steps: TWO_STEPS }
  const config = { ...office.config, ...withApproval([rule]), autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.unlock(AGENT.token, PIN)
  const accessKey = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
  await addPeople(gateway, [ACCOUNTANT, DIRECTOR, AUDITOR])
  const body = JSON.stringify({ document: DOCUMENT, taxCode: CLIENT.taxCode })
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'to-khai-1' }
  const asked = await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey, body, headers })
  id = (asked.json() as { id: string }).id
  for (const person of [ACCOUNTANT, DIRECTOR]) {
    const visitor = await loggedIn(gateway, person)
    expect((await approveShown(visitor, [id])).body.outcomes).toMatchObject([{ error: null }])
  }
  signed = join(folder, 'to-khai.signed.xml')
  const answer = await eventually(async () => {
    const answer = await callHttp(gateway.url, 'GET', `/sign-requests/${id}/document`, { accessKey })
    return answer.status === 200 ? answer : null
  })
  writeFileSync(signed, answer.bytes)
  file = join(folder, 'bang-chung.json')
  await gateway.json(['proof', id, '--out', file])
  auditor = await loggedIn(gateway, AUDITOR)
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** As on a machine that never saw the gateway: without its configuration. */
async function verify(path: string, ...more: readonly string[]): Promise<{ code: number; verdict: EvidenceVerdict }> {
  const { code, stdout, stderr } = await runCongky(['proof', 'verify', path, ...more, '--json'], { cwd: folder })
  if (stdout === '') throw new Error(stderr)
  return { code, verdict: JSON.parse(stdout) }
}

promise(
  'H1',
  'the proof of one document says who approved which hash when, and verifies without the gateway',
  async (count) => {
    const { key } = await gateway.json<{ key: string }>(['history', 'head'])
    const document = join(folder, 'to-khai.xml')
    writeFileSync(document, DOCUMENT)
    const { code, verdict } = await verify(file, '--key', key, '--document', document, '--signed', signed)
    expect([code, verdict.faults]).toEqual([0, []])
    const said = verdict.evidence?.summary
    expect(said).toMatchObject({
      ...{ requester: 'may-01', taxCode: CLIENT.taxCode, documentSha256: sha256(DOCUMENT) },
      signed: { signedSha256: sha256(readFileSync(signed)) },
    })
    const policies = new Set(said?.approvals.map(({ policySha256 }) => policySha256))
    expect([policies.size, [...policies][0]]).toEqual([1, expect.stringMatching(/^[0-9a-f]{64}$/)])
    const decided = said?.approvals.filter(({ event }) => event === 'approved')
    expect(decided?.map(({ by, step, documentSha256, proof }) => [by, step, documentSha256, proof])).toEqual([
      [ACCOUNTANT.name, 1, sha256(DOCUMENT), 'password'],
      [DIRECTOR.name, 2, sha256(DOCUMENT), 'password'],
    ])
    expect(said?.approvals.map(({ event }) => event)).toEqual(expect.arrayContaining(['asked', 'approved', 'used']))
    const words = (await runCongky(['proof', 'verify', file, '--key', key, '--lang', 'vi'], { cwd: folder })).stdout
    expect(words).toMatch(/Bằng chứng nguyên vẹn.*duyệt: giam-doc · bằng mật khẩu · 127\.0\.0\.1/s)

    // A session may fetch it as well; the console's page has it as a download.
    const { bytes, headers } = await auditor.download(`/admin/requests/${id}/evidence`)
    expect(headers['content-disposition']).toContain('bang-chung-')
    writeFileSync(join(folder, 'auditor.json'), bytes)
    expect((await verify(join(folder, 'auditor.json'), '--key', key)).code).toBe(0)
    count(`${said?.approvals.length} steps of an approval, ${verdict.evidence?.records} records, checked offline`)
  },
)

promise('H1', 'whatever is edited in an exported proof is found, and so is another document or key', async (count) => {
  const whole = readFileSync(file)
  const random = seeded(20_261_123)
  const edits: readonly (string | Uint8Array)[] = [
    whole.toString('utf8').replaceAll(DIRECTOR.name, 'giam-doi'),
    whole.toString('utf8').replace(sha256(DOCUMENT), sha256('another')),
    whole.subarray(0, whole.length - 1),
    ...Array.from({ length: 500 }, () => {
      const changed = Buffer.from(whole)
      const at = random(changed.length)
      changed[at] = (changed[at] ?? 0) ^ (1 << random(7))
      return changed
    }),
  ]
  expect(edits.filter((bytes) => verifyEvidence(Buffer.from(bytes)).intact)).toEqual([])
  const edited = join(folder, 'edited.json')
  writeFileSync(edited, edits[0] ?? '')
  expect((await verify(edited)).code).toBe(1)
  const { verdict } = await verify(file, '--key', 'ab'.repeat(32), '--document', signed)
  expect(verdict.faults.map(({ kind }) => kind)).toEqual(['key', 'document'])
  count(`${edits.length} edits and 2 wrong expectations: all found`)
})

promise('H1', 'no proof is given of records that somebody changed in the database', async (count) => {
  const database = new Database(join(gateway.folder, 'state', 'congky.sqlite'))
  const approved = `text LIKE '%"event":"approved"%' AND text LIKE '%${DIRECTOR.name}%'`
  const [row] = database
    .prepare<[], { seq: number; text: string }>(`SELECT seq, text FROM history WHERE ${approved}`)
    .all()
  const put = database.prepare('UPDATE history SET text = ? WHERE seq = ?')
  put.run(row?.text.replaceAll(DIRECTOR.name, ACCOUNTANT.name), row?.seq)
  const refused = await auditor.call('GET', `/admin/requests/${id}/evidence`)
  expect([refused.status, refused.body.code]).toEqual([409, 'ERR_PROOF_BROKEN'])
  const { result } = (await auditor.call('POST', `/admin/requests/${id}/proof`)).body as ProofView
  expect(result).toBe('bad')
  put.run(row?.text, row?.seq)
  database.close()
  expect((await auditor.call('GET', `/admin/requests/${id}/evidence`)).status).toBe(200)
  expect((await auditor.call('GET', '/admin/requests/nobody/evidence')).status).toBe(404)
  count('1 edited record: refused; put back: given')
})
