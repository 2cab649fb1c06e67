import { expect, test } from 'vitest'
import { type ReportCode, reportMessage, reportSentence } from './report-messages.ts'
import { reportSentences } from './report-sentences.ts'
import { reportText } from './report-text.ts'

const codes = Object.keys(reportSentences) as ReportCode[]
const namesIn = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

test.each(codes)('%s is found again by its English words, and says as much in Vietnamese', (code) => {
  const { en, vi } = reportSentences[code]
  expect(namesIn(vi)).toEqual(namesIn(en))
  const values = Object.fromEntries(namesIn(en).map((name) => [name, `(${name})*.+?`]))
  const sentence = reportSentence(code, values)
  const message = reportMessage(sentence)
  expect(message.code).toBe(code)
  expect(message.vi).not.toContain('{')
  for (const value of Object.values(values)) expect(message.vi).toContain(value)
})

test('a sentence of another version is shown as it is', () => {
  expect(reportMessage('it fell from the sky')).toEqual({
    code: 'other',
    vi: 'it fell from the sky',
    en: 'it fell from the sky',
  })
})

test('a reason that is a sentence of its own is told in Vietnamese as well', () => {
  const sentence = reportSentence('timestamp-nothing', { reason: reportSentence('timestamp-other') })
  expect(reportMessage(sentence).vi).toBe(
    'dấu thời gian không chứng minh được gì: dấu thời gian được cấp cho nội dung khác',
  )
})

test('names that certificates chose make no sentence long, and none takes long to find', () => {
  expect(reportSentence('chain-no-authority', { issuer: 'x'.repeat(100_000) }).length).toBeLessThan(400)
  expect(reportMessage(' names '.repeat(1_000_000)).code).toBe('other')
})

test('a report in words: verdict, what is covered and what not, who, and why', () => {
  const certificate = {
    ...{ subject: 'CN=Công ty', issuer: 'CN=CA', serial: '1F', thumbprint: 'ab'.repeat(32), taxCode: '0101300842' },
    ...{ notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' },
  }
  const text = reportText(
    {
      ...{ valid: false, documentSha256: 'ab'.repeat(32), warnings: [] },
      signatures: [
        {
          ...{ kind: 'kdt', path: '/Envelope/Body/Signature', valid: false, trust: 'revoked', certificate },
          ...{ signatureMethod: 'rsa-sha256', digestMethods: [], canonicalizationMethod: null, signingTime: null },
          ...{ timestamp: null, chain: [{ ...certificate, subject: 'O=Nhà nước, CN=CA' }] },
          covers: [{ uri: '', path: '/Envelope/Body/Content', wholeDocument: false, valid: true, bytes: 12 }],
          notCovered: ['/Envelope/Header'],
          problems: [reportSentence('trust-revoked', { subject: 'CN=Công ty', date: '2026-11-01' })],
          warnings: ['it uses SHA-1, which is no longer considered safe'],
        },
      ],
    },
    { language: 'vi', showTime: (iso) => iso },
  )
  expect(text).toEqual({
    valid: false,
    verdict: 'Không hợp lệ',
    warnings: [],
    signatures: [
      {
        valid: false,
        title: 'Chữ ký hải quan tại /Envelope/Body/Signature: KHÔNG hợp lệ',
        facts: [
          ['Bảo vệ', '/Envelope/Body/Content (12 byte)'],
          ['Không bảo vệ', '/Envelope/Header'],
          ['Người ký', 'CN=Công ty'],
          ['Mã số thuế', '0101300842'],
          ['Nơi cấp', 'CN=CA'],
          ['Số sê-ri', '1F'],
          ['Hiệu lực', '01/01/2026 – 01/01/2028'],
          ['Độ tin cậy', 'đã bị thu hồi'],
          ['Chuỗi chứng thực', 'CA'],
          ['Thuật toán', 'rsa-sha256'],
        ],
        problems: ['chứng thư số của CN=Công ty đã bị thu hồi ngày 2026-11-01'],
        warnings: ['chữ ký dùng SHA-1, thuật toán không còn được coi là an toàn'],
      },
    ],
  })
})
