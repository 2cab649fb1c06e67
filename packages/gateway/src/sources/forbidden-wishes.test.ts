import { clientFrameSchema, signRequestBodySchema } from '@congky/shared'
import { expect, test } from 'vitest'
import { assertNoForbiddenWish } from './forbidden-wishes.ts'

test.each(['hash', 'Digest', 'document_sha256', 'certificate-serial', 'modulePath', 'PIN'])(
  '%s is no wish',
  (field) => {
    expect(() => assertNoForbiddenWish({ document: '<a/>', [field]: null })).toThrow(
      expect.objectContaining({ code: 'ERR_WISH_FORBIDDEN', details: { field } }),
    )
  },
)

test('whatever the protocol knows may be asked, and what a newer client adds is not our business', () => {
  const [sign] = clientFrameSchema.options
  const known = [...Object.keys(signRequestBodySchema.shape), ...Object.keys(sign.shape)]
  expect(known).toContain('documentBase64')
  expect(() => assertNoForbiddenWish(Object.fromEntries(known.map((name) => [name, 'x'])))).not.toThrow()
  for (const fields of [{ priority: 1 }, { hashtag: 1 }, null, 'hash', undefined, ['hash']]) {
    expect(() => assertNoForbiddenWish(fields)).not.toThrow()
  }
})
