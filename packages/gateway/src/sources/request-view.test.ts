import { expect, test } from 'vitest'
import { toJsonDocument, toResultView } from './request-view.ts'

test('text goes as text with its byte order mark, bytes as base64', () => {
  expect(toJsonDocument(Buffer.from('\ufeff<a>ký</a>'))).toEqual({ signedDocument: '\ufeff<a>ký</a>' })
  const der = Buffer.from([0x30, 0x82, 0x00, 0xff])
  expect(toJsonDocument(der)).toEqual({ signedDocumentBase64: der.toString('base64') })
})

test('a result that is named like its document has no extension of its own', () => {
  const format = { mediaType: 'a/b', extension: null, detached: false, text: 'always' } as const
  expect(toResultView(format)).toEqual({ mediaType: 'a/b' })
  expect(toResultView({ ...format, extension: '.p7s' })).toEqual({
    mediaType: 'a/b',
    fileExtension: '.p7s',
  })
})
