import { CongkyError, UNKNOWN_RESULT } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { type IncomingRequest, parseSignRequest, type RequestRules } from './request.ts'

const formats = { a: 'always', never: 'never', as: 'as-document' } as const
const rules: RequestRules = {
  documentBytesMax: 100,
  profiles: ['a', 'b', 'never', 'as'],
  defaultProfile: 'a',
  resultFormat: (profile) => ({ ...UNKNOWN_RESULT, text: formats[profile as keyof typeof formats] ?? 'always' }),
}

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

  test('who asks by a name that nobody sees is nobody', () => {
    expect(parseSignRequest(incoming({ requester: ' \u200b\u2060\u00a0' }), rules).requester).toBeNull()
    expect(parseSignRequest(incoming({ requester: ' lan ' }), rules).requester).toBe('lan')
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

  test('bytes of any kind are taken as they are', () => {
    for (const document of [Buffer.from([0xff, 0, 0xfe]), Buffer.from('chữ', 'latin1'), Buffer.from("UNA:+.? '")]) {
      expect(parseSignRequest(incoming({ document, profile: 'never' }), rules).document).toEqual(document)
    }
  })

  test.each([
    ['bytes of any document', 'never', 'chữ', true],
    ['text of text', 'as', 'chữ', false],
    ['bytes of bytes', 'as', Buffer.from([0xff]), true],
    ['bytes of text with NUL', 'as', 'a\0b', true],
    ['text of any document', 'a', Buffer.from([0xff]), false],
  ])('a profile that makes %s, for a column of text', (_, profile, document, isRefused) => {
    const code = (request: IncomingRequest) => {
      try {
        parseSignRequest(request, rules)
        return null
      } catch (error) {
        return error instanceof CongkyError ? error.code : error
      }
    }
    expect(code(incoming({ document, profile, textOnly: 'SIGNED' }))).toBe(isRefused ? 'ERR_RESULT_NOT_TEXT' : null)
    expect(code(incoming({ document, profile }))).toBeNull()
  })

  test('what the source knows to be impossible is refused for that reason', () => {
    const refusal = new CongkyError('ERR_ROW_NOT_BASE64', { column: 'document', detail: 'x' })
    expect(() => parseSignRequest(incoming({ refusal }), rules)).toThrow(refusal)
  })
})
