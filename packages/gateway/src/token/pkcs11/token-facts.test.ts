import { beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import type { FoundToken } from './messages.ts'
import { TokenFacts } from './token-facts.ts'

let authority: Authority
let first: Uint8Array
let second: Uint8Array

beforeAll(async () => {
  authority = await createAuthority('CA')
  const issue = (name: string) => issueCertificate(authority, { subject: [['CN', name]], keyType: 'p-256' })
  first = (await issue('first')).certificateDer
  second = (await issue('second')).certificateDer
})

const found = (certificates: readonly Uint8Array[], serial = 'S1'): FoundToken => ({
  ...{ serial, label: 'Agent', model: '', manufacturer: '', pinFlag: 'ok', certificates },
})
const factsOf = (...certificates: readonly Uint8Array[]) => new TokenFacts('module', found(certificates))
const namesOf = (facts: TokenFacts) => facts.shown.certificates.map(({ commonName }) => commonName).sort()

test('the issuer’s certificate on a token is not one to sign with', () => {
  expect(namesOf(factsOf(authority.certificateDer, first))).toEqual(['first'])
})

test('a home-made certificate that says it is an authority still counts when it is the only one', () => {
  expect(namesOf(factsOf(authority.certificateDer))).toEqual(['CA'])
})

test('what is no certificate is left out', () => {
  expect(namesOf(factsOf(Buffer.from('junk'), first))).toEqual(['first'])
})

test('a token is the same by serial number and a common certificate, never by the serial number alone', () => {
  const facts = factsOf(first)
  expect(facts.isSame(found([first, second]))).toBe(true)
  expect(facts.isSame(found([second]))).toBe(false)
  expect(facts.isSame(found([]))).toBe(false)
  expect(facts.isSame(found([first], 'S2'))).toBe(false)
})

test('a token known from the configuration alone is the same by its serial number', () => {
  expect(factsOf().isSame(found([first]))).toBe(true)
  expect(factsOf().certificateName).toBe('S1')
})

test('a certificate is usable once a login found its key', () => {
  const facts = factsOf(first, second)
  const [one = '', two = ''] = facts.identity.thumbprints
  expect(() => facts.assertUsable('agent', one)).toThrow('ERR_KEY_MISMATCH')
  facts.learnKeys([
    { thumbprint: one, key: 'ok', asksPin: false },
    { thumbprint: two, key: 'missing', asksPin: false },
  ])
  expect(() => facts.assertUsable('agent', one)).not.toThrow()
  expect(facts.holds(two)).toBe(false)
  expect(facts.isUseless).toBe(false)
  facts.learnKeys([{ thumbprint: one, key: 'mismatch', asksPin: false }])
  expect(facts.isUseless).toBe(true)
})

test('a certificate that was not there before is news', () => {
  const facts = factsOf(first)
  expect(facts.hasNewCertificate(found([first]))).toBe(false)
  expect(facts.hasNewCertificate(found([first, second]))).toBe(true)
})
