import { describe, expect, test } from 'vitest'
import { type IncomingRequest, parseSignRequest } from './request.ts'

const rules = { documentBytesMax: 100, profiles: ['a', 'b'], defaultProfile: 'a' }

function incoming(change: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    source: 'kho',
    externalId: '1',
    document: '<tờ-khai/>',
    taxCode: '0101300842',
    profile: null,
    reference: null,
    requester: null,
    origin: 'test',
    workstationId: null,
    enterprises: 'all',
    notBefore: null,
    deadline: null,
    claim: null,
    ...change,
  }
}

describe('an incoming request gets its meaning once', () => {
  test('text becomes UTF-8 bytes with their hash, and absent values become null or the default', () => {
    const request = parseSignRequest(incoming(), rules)
    expect(Buffer.from(request.document).toString('utf8')).toBe('<tờ-khai/>')
    expect(request).toMatchObject({ profile: 'a', taxCode: '0101300842', reference: null })
    expect(request.documentSha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a tax code stored as a number is its digits', () => {
    expect(parseSignRequest(incoming({ taxCode: 3101300842 }), rules).taxCode).toBe('3101300842')
  })

  test.each([
    ['no document', { document: null }, 'ERR_ROW_INVALID'],
    ['a number for a document', { document: 42 }, 'ERR_ROW_INVALID'],
    ['an empty document', { document: '' }, 'ERR_DOCUMENT_EMPTY'],
    ['too large a document', { document: 'x'.repeat(101) }, 'ERR_DOCUMENT_TOO_LARGE'],
    ['bytes for a tax code', { taxCode: Buffer.from('0101300842') }, 'ERR_ROW_INVALID'],
    ['words for a tax code', { taxCode: 'Thái Sơn' }, 'ERR_TAX_CODE_INVALID'],
    ['an unknown profile', { profile: 'c' }, 'ERR_PROFILE_UNKNOWN'],
    ['an object for a profile', { profile: {} }, 'ERR_ROW_INVALID'],
  ])('%s is refused by its own code', (_, change, code) => {
    expect(() => parseSignRequest(incoming(change), rules)).toThrow(
      expect.objectContaining({ code, disposition: 'reject' }),
    )
  })
})
