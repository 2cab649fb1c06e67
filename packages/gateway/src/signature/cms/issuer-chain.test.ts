import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { issuerChain } from './issuer-chain.ts'

const folder = makeFolder('chain')
const file = (name: string) => join(folder, name)
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
const der = (name: string) => new X509Certificate(readFileSync(file(`${name}.pem`))).raw

/** A certificate of an authority or, below one, of an enterprise. */
function issue(name: string, issuer: string | null): void {
  const request = [
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    `/CN=${name}`,
  ]
  openssl(...request, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`))
  const signer =
    issuer === null
      ? ['-signkey', file(`${name}.key`)]
      : ['-CA', file(`${issuer}.pem`), '-CAkey', file(`${issuer}.key`), '-CAcreateserial']
  writeFileSync(file('extensions'), `basicConstraints = CA:${name === 'enterprise' ? 'FALSE' : 'TRUE'}\n`)
  openssl(
    'x509',
    '-req',
    '-in',
    file(`${name}.csr`),
    ...signer,
    '-extfile',
    file('extensions'),
    '-out',
    file(`${name}.pem`),
  )
}

beforeAll(() => {
  issue('root', null)
  issue('national', 'root')
  issue('public', 'national')
  issue('enterprise', 'public')
})
afterAll(() => removeFolder(folder))

test('what stands above a certificate is found, the nearest first, without the end that a receiver knows', () => {
  const known = [der('national'), der('root'), der('public')]
  expect(issuerChain(der('enterprise'), known)).toEqual([der('public'), der('national')])
})

test('what is not known ends the chain', () => {
  expect(issuerChain(der('enterprise'), [der('national'), der('root')])).toEqual([])
})
