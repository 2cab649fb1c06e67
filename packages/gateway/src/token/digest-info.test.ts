import { constants, createHash, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { encodeDigestInfo } from './digest-info.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

test.each(['sha1', 'sha256'] as const)('raw RSA over our %s DigestInfo equals an OpenSSL signature', (algorithm) => {
  const data = Buffer.from('tờ khai')
  const encoded = encodeDigestInfo(algorithm, createHash(algorithm).update(data).digest())
  // OpenSSL builds DigestInfo on its own, so it can disagree with us.
  const ours = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, encoded)
  expect(ours).toEqual(sign(algorithm, data, privateKey))
})

test('what is no digest of the algorithm is refused', () => {
  expect(() => encodeDigestInfo('sha256', Buffer.alloc(20))).toThrow(RangeError)
  expect(() => encodeDigestInfo('sha1', Buffer.alloc(32))).toThrow(RangeError)
})
