import { expect, test } from 'vitest'
import { SLICE_BYTES } from './in-slices.ts'
import { type IncomingRequest, identifyRequest } from './request.ts'
import { withIdentity } from './with-identity.ts'

const requestOf = (document: unknown) => ({ source: 'http', externalId: 'k', document }) as IncomingRequest

test.each([
  ['text', 'tờ khai'],
  ['large text', 'ờ'.repeat(SLICE_BYTES)],
  ['bytes', Buffer.from('tờ khai')],
  ['large bytes', Buffer.alloc(3 * SLICE_BYTES + 1, 7)],
  ['nothing', null],
  ['what is no document', 17],
])('%s is counted as it would be without', async (_what, document) => {
  const incoming = requestOf(document)
  const { identity, ...rest } = await withIdentity(incoming)
  expect(rest).toEqual(incoming)
  expect(identity).toEqual(identifyRequest(incoming))
})

test('what was counted is not counted again', async () => {
  const identity = { documentSha256: 'known', documentBytes: 7 }
  expect(identifyRequest({ ...requestOf('tờ khai'), identity })).toBe(identity)
})
