import { expect, test } from 'vitest'
import { suggestColumns } from './suggest-columns.ts'

const column = (name: string) => ({ name, type: 'nvarchar', kind: 'text' as const })

test('columns are known by the names that people here give them, each once', () => {
  const found = suggestColumns(
    ['ID', 'Mã_số_thuế', 'NoiDung', 'TrangThai', 'NoiDungDaKy', 'Ghi chú', 'ID_2'].map(column),
  )
  const { id, taxCode, document, state, signedDocument, reference } = found
  expect([id, taxCode, document, state, signedDocument, reference]).toEqual([
    ...['ID', 'Mã_số_thuế', 'NoiDung', 'TrangThai', 'NoiDungDaKy', ''],
  ])
})

test('our own reference table is known whole', () => {
  const own = ['id', 'tax_code', 'document', 'state', 'signed_document', 'claim_token', 'claimed_until', 'updated_at']
  const found = suggestColumns(own.map(column))
  expect(Object.values(found).filter(Boolean).sort()).toEqual([...own].sort())
})
