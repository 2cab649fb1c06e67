import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type HeadKey, signHead, toHeadKey } from '../history-head.ts'
import {
  type ApprovalRecord,
  CHAIN_START,
  type HistoryEntry,
  type SealedRecord,
  sealRecord,
} from '../history-record.ts'
import { sha256Hex } from '../request.ts'
import { type EvidenceContent, sealEvidence, writeEvidence } from './evidence.ts'
import { verifyEvidence } from './verify-evidence.ts'

const [ours, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')].map(({ privateKey }) =>
  toHeadKey(privateKey),
) as [HeadKey, HeadKey]
const AT = new Date('2026-11-23T01:02:03.000Z')
const ID = '0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90'
const DOCUMENT = Buffer.from('<ToKhai/>')
const SIGNED = Buffer.from('<ToKhai><Signature/></ToKhai>')
const certificate = { thumbprint: 'ab'.repeat(32), serial: '5402BC', subject: 'CN=Công ty A' }
const approval = (event: ApprovalRecord['event']): ApprovalRecord => {
  return { id: 'a-1', event, rule: 'Trên 1 tỷ', policySha256: 'cd'.repeat(32), step: 1, steps: 1 }
}
const about = { jobId: ID, documentSha256: sha256Hex(DOCUMENT), taxCode: '0101300842' }
const STORY: readonly HistoryEntry[] = [
  { kind: 'received', ...about, requester: 'Lan' },
  { kind: 'approval', ...about, requester: 'Lan', approval: approval('asked') },
  { kind: 'account', requester: 'minh', note: 'minh logged in' },
  { kind: 'approval', ...about, requester: 'giam-doc', approval: { ...approval('approved'), proof: 'passkey' } },
  { kind: 'intent', ...about, requester: 'Lan' },
  { kind: 'signed', ...about, requester: 'Lan', signedSha256: sha256Hex(SIGNED), certificate },
  { kind: 'gateway', note: 'stopping' },
]

const chain = (() => {
  let prev = CHAIN_START.hash
  return STORY.map((entry, at) => {
    const record = sealRecord(entry, at + 1, prev, AT)
    prev = record.hash
    return record
  })
})()
const end = { seq: chain.length, hash: chain.at(-1)?.hash ?? '' }
const headBy = (key: HeadKey, gateway = 'gw-1', position = end) =>
  signHead({ gateway, ...position, at: AT.toISOString() }, key)
const content: Omit<EvidenceContent, 'summary'> = {
  ...{ gateway: 'gw-1', madeAt: AT.toISOString(), requestId: ID },
  records: chain.filter(({ text }) => text.includes(ID)),
  head: headBy(ours),
}
const fileOf = (changes: Partial<typeof content> = {}, key = ours) =>
  Buffer.from(writeEvidence(sealEvidence({ ...content, ...changes }, key)))
const FILE = fileOf()
const kinds = (file: Uint8Array, wishes = {}) => verifyEvidence(file, wishes).faults.map(({ kind }) => kind)

test('a whole proof says who approved which document by which policy, and what was signed', () => {
  const verdict = verifyEvidence(FILE, { key: ours.fingerprint, document: DOCUMENT, signed: SIGNED })
  expect(verdict).toMatchObject({
    intact: true,
    faults: [],
    evidence: { requestId: ID, gateway: 'gw-1', key: ours.fingerprint, records: 5 },
  })
  expect(verdict.evidence?.summary).toMatchObject({
    ...{ requester: 'Lan', taxCode: '0101300842', documentSha256: sha256Hex(DOCUMENT) },
    approvals: [
      { event: 'asked', by: 'Lan', policySha256: 'cd'.repeat(32) },
      { event: 'approved', by: 'giam-doc', documentSha256: sha256Hex(DOCUMENT), proof: 'passkey', step: 1 },
    ],
    signed: { signedSha256: sha256Hex(SIGNED), certificate },
  })
})

test('no byte of the file can be changed, taken away or added', () => {
  const missed: string[] = []
  for (let at = 0; at < FILE.length; at++) {
    const changed = Buffer.from(FILE)
    changed[at] = (FILE[at] ?? 0) ^ 1
    if (verifyEvidence(changed).intact) missed.push(`changed ${at}`)
    if (at % 7 !== 0) continue
    if (verifyEvidence(Buffer.concat([FILE.subarray(0, at), FILE.subarray(at + 1)])).intact)
      missed.push(`without ${at}`)
    if (verifyEvidence(Buffer.concat([FILE.subarray(0, at), Buffer.from(' '), FILE.subarray(at)])).intact) {
      missed.push(`blank at ${at}`)
    }
  }
  expect(missed).toEqual([])
  for (const file of ['', 'null', '[]', '{}', '{"content":null}', '['.repeat(100_000), FILE.subarray(0, 500)]) {
    expect(kinds(Buffer.from(file))).toEqual(['unreadable'])
  }
})

describe('who edits what it says is told what was found', () => {
  const text = FILE.toString('utf8')
  const edit = (from: string, to: string) => Buffer.from(text.replace(from, to))
  test.each([
    ['an approver in the summary', edit('"by": "giam-doc"', '"by": "minh"'), ['signature', 'summary']],
    ['the time it was made', edit(AT.toISOString(), '2026-11-24T01:02:03.000Z'), ['signature']],
    [
      'a record',
      edit('\\"requester\\":\\"giam-doc\\"', '\\"requester\\":\\"minh\\"'),
      ['signature', 'edited', 'summary'],
    ],
  ])('%s', (_what, file, found) => {
    expect(kinds(file)).toEqual(found)
  })

  const forged = (changes: Partial<HistoryEntry>): SealedRecord[] =>
    content.records.map((record) => {
      const { seq, at, prev, ...entry } = JSON.parse(record.text)
      return entry.approval?.event === 'approved'
        ? sealRecord({ ...entry, ...changes }, seq, prev, new Date(at))
        : record
    })
  test.each([
    ['all of it signed with a key of somebody else', fileOf({ head: headBy(other) }, other), ['key']],
    ['the head left as it was', fileOf({}, other), ['key', 'head']],
    [
      'a record made anew, whose neighbour still names the old one',
      fileOf({ records: forged({ requester: 'minh' }) }),
      ['order'],
    ],
    ['a record of another request', fileOf({ records: forged({ jobId: 'x' }) }), ['foreign', 'order']],
    ['records out of order', fileOf({ records: content.records.toReversed() }), ['order', 'order', 'order', 'order']],
    ['no records', fileOf({ records: [] }), ['no-records']],
    ['a head of before', fileOf({ head: headBy(ours, 'gw-1', { seq: 2, hash: chain[1]?.hash ?? '' }) }), ['head']],
    ['a head of another gateway', fileOf({ head: headBy(ours, 'gw-2') }), ['head']],
    [
      'a head at the last record that is another one',
      fileOf({ head: headBy(ours, 'gw-1', { seq: 6, hash: 'e'.repeat(64) }) }),
      ['head'],
    ],
  ])('%s', (_what, file, found) => {
    expect(kinds(file, { key: ours.fingerprint })).toEqual(found)
  })
})

test('another document than the one that was approved or signed is found', () => {
  expect(kinds(FILE, { document: SIGNED, signed: DOCUMENT })).toEqual(['document', 'signed-document'])
  const unsigned = fileOf({ records: content.records.slice(0, 4) })
  expect(kinds(unsigned, { document: DOCUMENT, signed: SIGNED })).toEqual(['not-signed'])
})

test('whatever somebody else writes into records and signs is read without harm', () => {
  const strange = { approval: 7, requester: { deep: [] }, certificate: 'x', documentSha256: [1] }
  const entry = { kind: 'signed', jobId: ID, ...strange } as unknown as HistoryEntry
  const records = [sealRecord(entry, 1, CHAIN_START.hash, AT)]
  const { evidence } = verifyEvidence(fileOf({ records, head: headBy(other) }, other))
  expect(evidence?.summary).toMatchObject({ requester: null, documentSha256: null, signed: { signedSha256: null } })
})
