import { expect, test } from 'vitest'
import { type SignOutcome, sha256Hex } from '../../domain/request.ts'
import type { Row } from './dialects/dialect.ts'
import { judgeRow, standingOf } from './judge-row.ts'

const rules = {
  states: { pending: 0, claimed: 1, awaitingApproval: null, signed: 2, rejected: 3 },
  ...({ documentEncoding: 'auto', signedDocumentEncoding: 'auto' } as const),
}
const document = '<a>Tờ khai</a>'
const common = { jobId: 'j', externalId: '7', documentSha256: sha256Hex(Buffer.from(document)), claim: null }
const signed: SignOutcome = { ...common, state: 'signed', signedDocument: Buffer.from('<a>signed</a>') }
const rejected: SignOutcome = { ...common, state: 'rejected', errorCode: 'ERR_DOCUMENT_EMPTY', errorMessage: 'rỗng' }
const claimed: Row = { state: 1, claimToken: 'mine', document, signedDocument: null, errorCode: null }

test.each<[string, string, Row | undefined]>([
  ['our claim, unchanged', 'write', claimed],
  ['our claim over a document in bytes', 'write', { ...claimed, document: Buffer.from(document) }],
  ['the document changed', 'row-changed', { ...claimed, document: '<a/>' }],
  ['the document was set to NULL', 'row-changed', { ...claimed, document: null }],
  ['the row is gone', 'row-changed', undefined],
  ['claimed by another', 'lease-lost', { ...claimed, claimToken: 'theirs' }],
  ['claimed by another, and changed', 'lease-lost', { ...claimed, claimToken: 'theirs', document: '<a/>' }],
  ['reset to pending', 'lease-lost', { ...claimed, state: 0 }],
  ['corrected and reset to pending', 'row-changed', { ...claimed, state: 0, document: '<a/>' }],
  ['signed under our token', 'delivered', { ...claimed, state: 2, signedDocument: '<a>signed</a>' }],
  [
    'signed with our document under a newer token',
    'delivered',
    { ...claimed, state: 2, claimToken: 'newer', signedDocument: '<a>signed</a>' },
  ],
  ['signed by another', 'lease-lost', { ...claimed, state: 2, claimToken: 'theirs', signedDocument: '<a>other</a>' }],
  ['our document, moved on by its owner', 'delivered', { ...claimed, state: 9, signedDocument: '<a>signed</a>' }],
  ['a state that is none of ours', 'row-changed', { ...claimed, state: 9 }],
  ['our old document beside a new claim of ours', 'write', { ...claimed, signedDocument: '<a>signed</a>' }],
])('%s: %s', (_, verdict, row) => {
  expect(judgeRow(row, signed, 'mine', rules)).toBe(verdict)
})

test('a rejection that was written before is recognized, with a token and without', () => {
  const written = { ...claimed, state: 3, errorCode: 'ERR_DOCUMENT_EMPTY' }
  expect(judgeRow(written, rejected, 'mine', rules)).toBe('delivered')
  expect(judgeRow({ ...written, claimToken: 'theirs' }, rejected, 'mine', rules)).toBe('lease-lost')
  expect(judgeRow(written, rejected, null, rules)).toBe('delivered')
  expect(judgeRow({ ...written, errorCode: 'ERR_OTHER' }, rejected, null, rules)).toBe('lease-lost')
})

test('without tokens the state alone protects', () => {
  expect(judgeRow({ ...claimed, claimToken: undefined }, signed, null, rules)).toBe('write')
})

test('what is no document counts as an empty one, as it did when it was taken', () => {
  const outcome: SignOutcome = { ...rejected, documentSha256: sha256Hex(new Uint8Array()) }
  for (const value of [null, 5n, '']) {
    expect(judgeRow({ ...claimed, document: value }, outcome, 'mine', rules)).toBe('write')
  }
})

test('base64 is compared by what it stands for', () => {
  const base64 = { ...rules, documentEncoding: 'base64', signedDocumentEncoding: 'base64' } as const
  const encode = (text: string) => Buffer.from(text).toString('base64').replace(/.{8}/g, '$&\n')
  const row = { ...claimed, document: encode(document) }
  expect(judgeRow(row, signed, 'mine', base64)).toBe('write')
  expect(judgeRow(row, signed, 'mine', rules)).toBe('row-changed')
  expect(judgeRow({ ...row, document: encode('<a/>') }, signed, 'mine', base64)).toBe('row-changed')
  const written = { ...row, state: 2, claimToken: 'newer', signedDocument: encode('<a>signed</a>') }
  expect(judgeRow(written, signed, 'mine', base64)).toBe('delivered')
  expect(judgeRow(written, signed, 'mine', rules)).toBe('lease-lost')
})

test.each<[string, string, Row | undefined]>([
  ['waiting', 'ours', { state: 4, claimToken: 'mine' }],
  ['claimed, and not marked yet', 'ours', { state: '1', claimToken: 'MINE ' }],
  ['the same document', 'ours', { state: 4, claimToken: 'mine', documentSha256: common.documentSha256.toUpperCase() }],
  ['another document', 'corrected', { state: 4, claimToken: 'mine', documentSha256: 'ab' }],
  ['gone', 'withdrawn', undefined],
  ['set to pending again', 'withdrawn', { state: 0, claimToken: 'mine' }],
  ['set to a state of its owner', 'withdrawn', { state: 9, claimToken: 'theirs' }],
  ['set to rejected by its owner', 'withdrawn', { state: 3, claimToken: 'mine' }],
  ['waiting elsewhere', 'lost', { state: 4, claimToken: 'theirs' }],
  ['signed elsewhere', 'lost', { state: 2, claimToken: 'theirs' }],
])('a row that waits for an approval, %s: %s', (_, standing, row) => {
  const states = { ...rules.states, awaitingApproval: 4 }
  expect(standingOf(row, common.documentSha256, 'mine', states)).toBe(standing)
})

test('an outcome goes over a row that still says that it waits', () => {
  const waiting = { ...rules, states: { ...rules.states, awaitingApproval: 4 } }
  expect(judgeRow({ ...claimed, state: 4 }, signed, 'mine', waiting)).toBe('write')
  expect(judgeRow({ ...claimed, state: 4 }, signed, 'theirs', waiting)).toBe('lease-lost')
})
