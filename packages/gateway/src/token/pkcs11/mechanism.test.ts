import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { chooseSignInputs, type Digested } from './mechanism.ts'

const CKM_RSA_PKCS = 0x01
const CKM_SHA256_RSA_PKCS = 0x40
const CKM_ECDSA = 0x1041

const data = Buffer.from('SignedInfo')
const digest = createHash('sha256').update(data).digest()
const digested: Digested = { digestAlgorithm: 'sha256', digest, data }
const choose = (keyType: 'rsa' | 'ec', offered: number[], given = digested) =>
  chooseSignInputs(keyType, new Set(offered), given)

test('raw RSA over our DigestInfo goes before the token’s own hashing', () => {
  const inputs = choose('rsa', [CKM_SHA256_RSA_PKCS, CKM_RSA_PKCS])
  expect(inputs.map(({ mechanism }) => mechanism)).toEqual([CKM_RSA_PKCS, CKM_SHA256_RSA_PKCS])
  expect(inputs[0]?.bytes).toHaveLength(51)
  expect(inputs[1]?.bytes).toEqual(data)
})

test('ECDSA signs the bare digest', () => {
  expect(choose('ec', [CKM_ECDSA])).toEqual([{ mechanism: CKM_ECDSA, bytes: digest }])
})

test('a token that insists on hashing cannot sign without the data', () => {
  expect(choose('rsa', [CKM_SHA256_RSA_PKCS], { ...digested, data: null })).toEqual([])
})

test('a token without any of the mechanisms cannot sign', () => {
  expect(choose('rsa', [CKM_ECDSA])).toEqual([])
})

test('data that is not what the digest is of never reaches the token', () => {
  const forged = { ...digested, data: Buffer.from('something else') }
  expect(() => choose('rsa', [CKM_SHA256_RSA_PKCS], forged)).toThrow(RangeError)
})

test('what is no digest never reaches the token', () => {
  expect(() => choose('ec', [CKM_ECDSA], { ...digested, digest: Buffer.alloc(48) })).toThrow(RangeError)
})
