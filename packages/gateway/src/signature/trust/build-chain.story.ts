/** Certificates of the real openssl that look as if an authority stood behind them. */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import {
  AUTHORITY_EXTENSIONS,
  OpensslAuthority,
  type OpensslCertificate,
  SIGNER_EXTENSIONS,
} from '../../../../../test/support/openssl-authority.ts'
import { CertificateJudge } from './certificate-judge.ts'
import type { TrustQuestion } from './trust.ts'

const folder = makeFolder('chains')
const root = new OpensslAuthority(join(folder, 'root'), 'Root')
const issuing = new OpensslAuthority(join(folder, 'issuing'), 'Issuing', { issuer: root })
const foreign = new OpensslAuthority(join(folder, 'foreign'), 'Foreign')

afterAll(() => removeFolder(folder))

const nobody = { fetch: () => Promise.reject(new Error('asked')) }

function judge(one: OpensslCertificate, others: readonly OpensslCertificate[], wishes: Partial<TrustQuestion> = {}) {
  return new CertificateJudge({ network: nobody }).judge({
    certificate: one.der,
    others: others.map(({ der }) => der),
    ...{ authorities: [root.certificate.der], pinned: [], at: new Date(), revocation: 'none' },
    ...wishes,
  })
}

test('a signer is trusted over those in between, in any order, with strangers among them', async () => {
  const one = issuing.issue('One')
  const verdict = await judge(one, [foreign.certificate, one, root.certificate, issuing.certificate])
  expect(verdict).toMatchObject({ trust: 'trusted', problems: [], warnings: [] })
  expect(verdict.chain.map(({ commonName }) => commonName)).toEqual(['Issuing', 'Root'])
})

test('without the one in between there is no way', async () => {
  expect(await judge(issuing.issue('Alone'), [])).toMatchObject({
    ...{ trust: 'unknown-authority', chain: [] },
    problems: ['no configured authority stands behind the certificate'],
  })
})

test('what is no certificate says so', async () => {
  for (const der of [new Uint8Array(), Buffer.alloc(100, 0x30), Buffer.alloc(9000, 0x30), root.crl()]) {
    const verdict = await judge({ ...root.certificate, der }, [])
    expect(verdict.trust).toBe('unknown-authority')
    expect(verdict.problems.join()).toContain('cannot be read')
  }
})

test('an authority of the same name is another one', async () => {
  const twin = new OpensslAuthority(join(folder, 'twin'), 'Root')
  const between = new OpensslAuthority(join(folder, 'twin-issuing'), 'Issuing', { issuer: twin })
  const one = between.issue('Twin')
  for (const others of [[between.certificate], [between.certificate, twin.certificate], [issuing.certificate]]) {
    const verdict = await judge(one, others)
    expect(verdict.trust).toBe('unknown-authority')
    expect(verdict.problems.join()).toContain('was not signed by that key')
  }
})

const unfitting: readonly { name: string; extensions: readonly string[]; says: string }[] = [
  { name: 'an end certificate', extensions: SIGNER_EXTENSIONS, says: 'is no authority' },
  { name: 'one without constraints', extensions: ['keyUsage = keyCertSign'], says: 'is no authority' },
  {
    name: 'an authority for lists only',
    extensions: ['basicConstraints = critical, CA:true', 'keyUsage = cRLSign'],
    says: 'is no authority',
  },
  {
    name: 'one for some names only',
    extensions: [
      ...AUTHORITY_EXTENSIONS,
      'nameConstraints = critical, permitted;dirName:some_names',
      '[some_names]',
      'C=US',
    ],
    says: 'conditions that are not understood',
  },
  {
    name: 'one with a condition of its own',
    extensions: [...AUTHORITY_EXTENSIONS, '1.2.3.4.5 = critical, DER:0500'],
    says: 'conditions that are not understood',
  },
]

test.each(unfitting)('$name stands above nobody', async ({ name, extensions, says }) => {
  const unfit = new OpensslAuthority(join(folder, name.replaceAll(' ', '-')), name, {
    issuer: root,
    wishes: { extensions },
  })
  const verdict = await judge(unfit.issue('Under it'), [unfit.certificate])
  expect(verdict.trust).toBe('unknown-authority')
  expect(verdict.problems.join()).toContain(says)
})

test('a path that may not be so long is not', async () => {
  const extensions = ['basicConstraints = critical, CA:true, pathlen:0', 'keyUsage = critical, keyCertSign']
  const last = new OpensslAuthority(join(folder, 'last'), 'Last', { issuer: root, wishes: { extensions } })
  expect((await judge(last.issue('Fine'), [last.certificate])).trust).toBe('trusted')
  const below = new OpensslAuthority(join(folder, 'below'), 'Below', { issuer: last })
  const verdict = await judge(below.issue('Too low'), [below.certificate, last.certificate])
  expect(verdict.trust).toBe('unknown-authority')
  expect(verdict.problems.join()).toContain('may not stand above another authority')
})

test('MD5 is not accepted; SHA-1 is, with a warning', async () => {
  const keyFile = join(folder, 'rsa.key')
  // ECDSA has no name for its use with MD5.
  root.run('genrsa', '-out', keyFile, '2048')
  const aged = new OpensslAuthority(join(folder, 'aged'), 'Aged', { issuer: root, wishes: { keyFile } })
  const old = await judge(aged.issue('Old', { digest: 'md5' }), [aged.certificate])
  expect(old.trust).toBe('unknown-authority')
  expect(old.problems.join()).toContain('an algorithm that is not accepted')
  const aging = await judge(issuing.issue('Aging', { digest: 'sha1' }), [issuing.certificate])
  expect(aging.trust).toBe('trusted')
  expect(aging.warnings.join()).toContain('SHA-1')
})

test('each certificate of the chain has to be within its time at that time', async () => {
  const dates = { startDate: '20200101000000Z', endDate: '20220101000000Z' }
  const past = new OpensslAuthority(join(folder, 'past'), 'Past', { issuer: root, wishes: dates })
  const one = past.issue('Outlives it', { startDate: dates.startDate })
  const authorities = [past.certificate.der]
  const now = await judge(one, [], { authorities })
  expect(now).toMatchObject({ trust: 'not-valid-then' })
  expect(now.problems.join()).toContain('CN=Past')
  expect((await judge(one, [], { authorities, at: new Date('2021-01-01') })).trust).toBe('trusted')
  expect((await judge(one, [], { authorities, at: new Date('2019-01-01') })).trust).toBe('not-valid-then')
  const gone = issuing.issue('Gone', dates)
  expect((await judge(gone, [issuing.certificate])).trust).toBe('not-valid-then')
  expect((await judge(gone, [], { authorities: [], pinned: [gone.der] })).trust).toBe('not-valid-then')
})

test('a certificate for something else signs no documents', async () => {
  const extensions = ['basicConstraints = CA:false', 'keyUsage = critical, keyEncipherment']
  expect(await judge(issuing.issue('Server', { extensions }), [issuing.certificate])).toMatchObject({
    trust: 'not-for-signing',
  })
  const strange = issuing.issue('Strange', { extensions: [...SIGNER_EXTENSIONS, '1.2.3.4.5 = critical, DER:0500'] })
  expect((await judge(strange, [issuing.certificate])).trust).toBe('unknown-authority')
})

test('authorities that vouch for each other, and crowds of one name and key, come to an end', async () => {
  const [one, two] = ['A', 'B'].map((name) => new OpensslAuthority(join(folder, name), name))
  if (!one || !two) throw new Error('two authorities')
  const crossed = (by: OpensslAuthority, { certificate: { name, keyFile } }: OpensslAuthority) =>
    by.issue(name, { keyFile, extensions: AUTHORITY_EXTENSIONS })
  const circle = [crossed(one, two), crossed(two, one)]
  expect((await judge(one.issue('In a circle'), circle)).trust).toBe('unknown-authority')
  const crowd = Array.from({ length: 12 }, () => crossed(one, one))
  const verdict = await judge(one.issue('In a crowd'), [...crowd, ...crowd, ...circle])
  expect(verdict.trust).toBe('unknown-authority')
  expect(verdict.problems.join()).toContain('too many certificates')
})

test('a chain that is longer than any real one is not followed', async () => {
  let above = root
  const between: OpensslCertificate[] = []
  for (let depth = 0; depth < 8; depth++) {
    above = new OpensslAuthority(join(folder, `depth-${depth}`), `Depth ${depth}`, { issuer: above })
    between.push(above.certificate)
  }
  expect((await judge(above.issue('Deep'), between)).trust).toBe('unknown-authority')
})
