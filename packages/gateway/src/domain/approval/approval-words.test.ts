import { expect, test } from 'vitest'
import type { ApprovalRecord, HistoryRecord } from '../history-record.ts'
import { approvalNote, approvalTitle } from './approval-words.ts'

const approval: ApprovalRecord = { id: 'ap-1', event: 'approved', rule: 'Mọi chứng từ', policySha256: 'a'.repeat(64) }

const record = (more: Partial<ApprovalRecord>, note?: string): HistoryRecord => ({
  ...{ seq: 1, at: '2026-11-23T00:00:00.000Z', prev: '0'.repeat(64), kind: 'approval', requester: 'giam-doc' },
  approval: { ...approval, ...more },
  ...(note === undefined ? {} : { note }),
})

test('a decision says who, at which step, by whose right and by which proof', () => {
  const said = approvalNote(record({ step: 2, steps: 2, proof: 'passkey', onBehalfOf: 'pho-giam-doc' }))
  expect(said?.vi).toBe('bước 2/2 · giam-doc · thay pho-giam-doc · bằng passkey')
  expect(said?.en).toBe('step 2/2 · giam-doc · for pho-giam-doc · by passkey')
})

test('a return says why', () => {
  expect(approvalNote(record({ event: 'returned', step: 1, steps: 1, reason: 'Sai mã HS' }))?.vi).toContain(
    'lý do: Sai mã HS',
  )
})

test('a submission says by which rule, and what the requester wrote; who asked stands in the record of the request', () => {
  expect(approvalNote(record({ event: 'asked' }, 'gấp'))?.vi).toBe('theo quy tắc “Mọi chứng từ” · lời nhắn: gấp')
})

test('an event of the clock names nobody', () => {
  expect(approvalNote(record({ event: 'expired' }))).toBeNull()
  expect(approvalTitle(record({ event: 'expired' }))?.vi).toBe('quá hạn duyệt')
})

test('an event that only a newer version knows has no words of its own', () => {
  expect(approvalTitle(record({ event: 'toString' as ApprovalRecord['event'] }))).toBeNull()
})

test('the intent to sign keeps its own words, although it names the approval that it uses', () => {
  const intent: HistoryRecord = { ...record({ event: 'used' }, 'an earlier attempt'), kind: 'intent' }
  expect([approvalTitle(intent), approvalNote(intent)]).toEqual([null, null])
})
