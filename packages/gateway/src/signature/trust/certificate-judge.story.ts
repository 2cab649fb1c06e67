/** Certificates, lists and OCSP answers made by the real openssl, over real HTTP. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { directConnections } from '../../../../../test/support/direct-connections.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import {
  OpensslAuthority,
  type OpensslCertificate,
  SIGNER_EXTENSIONS,
} from '../../../../../test/support/openssl-authority.ts'
import type { OutgoingConnections } from '../../outgoing/outgoing-connections.ts'
import { trustNetwork } from '../../trust-network.ts'
import { CertificateJudge } from './certificate-judge.ts'
import type { TrustQuestion, TrustVerdict } from './trust.ts'

type Answer = (question: Uint8Array, path: string) => Uint8Array | number | 'hang'

const LONG_AGO = '20200101000000Z'
const folder = makeFolder('trust')
const asked: string[] = []
let answer: Answer = () => 404
let server: Server
let address: string
let outgoing: OutgoingConnections
let root: OpensslAuthority
let issuing: OpensslAuthority
let strangers: OpensslAuthority
/** One with both addresses, one with only a list. */
let signer: OpensslCertificate
let listed: OpensslCertificate
let delegate: OpensslCertificate

const serve: RequestListener = (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const path = request.url ?? ''
    asked.push(path)
    const answered = answer(Buffer.concat(chunks), path)
    if (answered === 'hang') return
    if (typeof answered === 'number') response.writeHead(answered).end()
    else response.end(answered)
  })
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

const withOcsp = () => [...SIGNER_EXTENSIONS, `authorityInfoAccess = OCSP;URI:${address}/ocsp`]
const withList = () => [...SIGNER_EXTENSIONS, `crlDistributionPoints = URI:${address}/ca.crl`]

beforeAll(async () => {
  server = createServer(serve).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  outgoing = directConnections()
  root = new OpensslAuthority(join(folder, 'root'), 'Root')
  issuing = new OpensslAuthority(join(folder, 'issuing'), 'Issuing', { issuer: root, wishes: { startDate: LONG_AGO } })
  strangers = new OpensslAuthority(join(folder, 'strangers'), 'Issuing')
  signer = issuing.issue('Signer', { extensions: withOcsp() })
  listed = issuing.issue('Listed', { extensions: withList() })
  delegate = issuing.issue('Responder', { extensions: ['extendedKeyUsage = OCSPSigning'] })
})

beforeEach(() => {
  asked.length = 0
  answer = () => 404
})

afterAll(async () => {
  await outgoing.close()
  server.closeAllConnections()
  server.close()
  removeFolder(folder)
})

interface Circumstances {
  readonly now?: Date | undefined
  readonly answerMs?: number | undefined
}

/** The issuing authority is the one that is believed, so only the signer is asked about. */
function judge(
  one: OpensslCertificate,
  wishes: Partial<TrustQuestion> = {},
  { now = new Date(), answerMs = 10_000 }: Circumstances = {},
): Promise<TrustVerdict> {
  const desk = new CertificateJudge({ network: trustNetwork(outgoing), answerMs, now: () => now })
  return desk.judge(questionAbout(one, { at: now, ...wishes }))
}

function questionAbout(one: OpensslCertificate, wishes: Partial<TrustQuestion>): TrustQuestion {
  const usual = { others: [], authorities: [issuing.certificate.der], pinned: [], at: new Date() }
  return { certificate: one.der, ...usual, revocation: 'hard', ...wishes }
}

test('a responder says good: trusted, and asked once while its answer counts', async () => {
  answer = (question) => issuing.ocsp(question)
  const desk = new CertificateJudge({ network: trustNetwork(outgoing), answerMs: 10_000 })
  for (let time = 0; time < 2; time++) {
    const verdict = await desk.judge(questionAbout(signer, {}))
    expect(verdict).toMatchObject({ trust: 'trusted', problems: [], warnings: [] })
    expect(verdict.chain.map(({ commonName }) => commonName)).toEqual(['Issuing'])
  }
  expect(asked).toEqual(['/ocsp'])
})

test('an answer may be signed by whom the issuer certified for it, and by nobody else', async () => {
  answer = (question) => issuing.ocsp(question, { signer: delegate })
  expect((await judge(signer)).trust).toBe('trusted')
  for (const other of [listed, strangers.certificate]) {
    answer = (question) => issuing.ocsp(question, { signer: other })
    const verdict = await judge(signer)
    expect(verdict.trust).toBe('revocation-unknown')
    expect(verdict.problems.join()).toContain('signed by nobody who may do so')
  }
})

test('revoked is revoked, softly too', async () => {
  const gone = issuing.issue('Gone', { extensions: withOcsp() })
  issuing.revoke(gone)
  answer = (question) => issuing.ocsp(question)
  expect((await judge(gone, { revocation: 'soft' })).trust).toBe('revoked')
  expect((await judge(gone)).problems.join()).toMatch(/CN=Gone, C=VN was revoked on \d{4}-\d\d-\d\d$/)
})

test('what was signed before it was revoked stands, unless the key was in other hands', async () => {
  const wide = { startDate: LONG_AGO, extensions: withOcsp() }
  const [retired, stolen] = [issuing.issue('Retired', wide), issuing.issue('Stolen', wide)]
  issuing.revoke(retired)
  issuing.revoke(stolen, 'keyCompromise')
  answer = (question) => issuing.ocsp(question)
  const at = new Date('2021-05-05T00:00:00Z')
  const stands = await judge(retired, { at })
  expect(stands.trust).toBe('trusted')
  expect(stands.warnings.join()).toContain('was revoked later')
  expect((await judge(stolen, { at })).trust).toBe('revoked')
})

test('an authority that does not know the certificate never issued it: not trusted, softly neither', async () => {
  answer = (question) => issuing.ocsp(question, { register: '/dev/null' })
  for (const revocation of ['soft', 'hard'] as const) {
    const verdict = await judge(signer, { revocation })
    expect(verdict.trust).toBe('revocation-unknown')
    expect(verdict.problems.join()).toContain('does not know the certificate')
  }
})

const badAnswers: readonly { name: string; given: Answer; says: string; now?: Date; answerMs?: number }[] = [
  {
    name: 'an answer that ran out',
    given: (question) => issuing.ocsp(question, { options: ['-nmin', '10'] }),
    says: 'not of now',
    now: inDays(1),
  },
  {
    name: 'the answer to another question',
    given: () => issuing.ocsp(issuing.question(signer, '-nonce')),
    says: 'not of now',
  },
  {
    name: 'an answer about another certificate',
    given: () => issuing.ocsp(issuing.question(listed, '-no_nonce')),
    says: 'another certificate',
  },
  { name: 'an answer of strangers of the same name', given: (it) => strangers.ocsp(it), says: 'signed by nobody' },
  { name: 'garbage', given: () => Buffer.from('3082ffff0a0100', 'hex'), says: 'cannot be read' },
  { name: 'nothing', given: () => new Uint8Array(), says: 'cannot be read' },
  { name: 'a refusal', given: () => Buffer.from('30030a0106', 'hex'), says: 'did not want to answer' },
  { name: 'a page that says so', given: () => 500, says: 'did not answer' },
  { name: 'more than any answer', given: () => Buffer.alloc(1_000_000), says: 'did not answer' },
  { name: 'silence', given: () => 'hang', says: 'did not answer', answerMs: 400 },
]

test.each(badAnswers)('$name is no answer: hard refuses, soft warns', async ({ given, says, now, answerMs }) => {
  answer = given
  const hard = await judge(signer, {}, { now, answerMs })
  expect(hard.trust).toBe('revocation-unknown')
  expect(hard.problems.join()).toContain('could not be learned')
  expect(hard.problems.join()).toContain(says)
  const soft = await judge(signer, { revocation: 'soft' }, { now, answerMs })
  expect(soft.trust).toBe('trusted')
  expect(soft.warnings).toEqual(hard.problems)
})

test('a list says who was revoked, and is fetched once while it counts', async () => {
  const gone = issuing.issue('Listed as gone', { extensions: withList() })
  issuing.revoke(gone)
  const list = issuing.crl()
  answer = () => list
  const desk = new CertificateJudge({ network: trustNetwork(outgoing), answerMs: 10_000 })
  const verdicts = await Promise.all([listed, gone, listed].map((one) => desk.judge(questionAbout(one, {}))))
  expect(verdicts.map(({ trust }) => trust)).toEqual(['trusted', 'revoked', 'trusted'])
  expect(asked).toEqual(['/ca.crl'])
})

const badLists: readonly { name: string; make: () => Uint8Array; says: string; now?: Date }[] = [
  { name: 'a list that ran out', make: () => issuing.crl('-crlhours', '1'), says: 'has run out', now: inDays(2) },
  {
    name: 'a list of tomorrow',
    make: () => issuing.crl('-crl_lastupdate', stamp(inDays(1)), '-crldays', '3'),
    says: 'has run out',
  },
  { name: 'a list of another issuer', make: () => root.crl(), says: 'of another issuer' },
  { name: 'a list of strangers of the same name', make: () => strangers.crl(), says: 'not signed by its issuer' },
  { name: 'a list that was changed', make: () => changed(issuing.crl()), says: 'not signed by its issuer' },
  {
    name: 'a delta list',
    make: () => issuing.crl('-crldays', '7', '-crlexts', 'delta'),
    says: 'of a kind that is not read',
  },
  {
    name: 'a part of all lists',
    make: () => issuing.crl('-crldays', '7', '-crlexts', 'part'),
    says: 'of another issuer',
  },
  { name: 'a list cut off', make: () => issuing.crl().subarray(0, 100), says: 'cannot be read' },
  { name: 'garbage', make: () => Buffer.alloc(4000, 0x30), says: 'cannot be read' },
]

test.each(badLists)('$name says nothing: hard refuses, soft warns', async ({ make, says, now }) => {
  const list = make()
  answer = () => list
  const hard = await judge(listed, {}, { now })
  expect(hard.trust).toBe('revocation-unknown')
  expect(hard.problems.join()).toContain(says)
  const soft = await judge(listed, { revocation: 'soft' }, { now })
  expect(soft.trust).toBe('trusted')
  expect(soft.warnings).toEqual(hard.problems)
})

test('an authority in between is asked about too', async () => {
  const sub = new OpensslAuthority(join(folder, 'sub'), 'Sub', {
    issuer: root,
    wishes: { extensions: ['basicConstraints = critical, CA:true', `crlDistributionPoints = URI:${address}/root.crl`] },
  })
  const one = sub.issue('One', { extensions: withList() })
  answer = (_, path) => (path === '/root.crl' ? root.crl() : sub.crl())
  const wishes = { authorities: [root.certificate.der], others: [sub.certificate.der] }
  expect((await judge(one, wishes)).trust).toBe('trusted')
  expect(asked.sort()).toEqual(['/ca.crl', '/root.crl'])
  root.revoke(sub.certificate)
  const verdict = await judge(one, wishes)
  expect(verdict.trust).toBe('revoked')
  expect(verdict.problems.join()).toContain('CN=Sub')
})

test('nobody is asked about a certificate that no authority of ours issued', async () => {
  const foreign = strangers.issue('Foreign', { extensions: withOcsp() })
  for (const others of [[], [strangers.certificate.der]]) {
    expect((await judge(foreign, { others })).trust).toBe('unknown-authority')
  }
  const pinned = await judge(foreign, { pinned: [foreign.der] })
  expect(pinned.trust).toBe('revocation-unknown')
  expect((await judge(foreign, { pinned: [foreign.der], revocation: 'none' })).trust).toBe('trusted')
  expect(asked).toEqual([])
})

test('who names nobody to ask cannot be asked about', async () => {
  const quiet = issuing.issue('Quiet')
  expect((await judge(quiet)).trust).toBe('revocation-unknown')
  expect((await judge(quiet, { revocation: 'soft' })).trust).toBe('trusted')
  expect(asked).toEqual([])
})

/** `YYYYMMDDHHMMSSZ` */
function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+|[-:T]/g, '')
}

function changed(list: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(list)
  // The year of thisUpdate.
  const at = Buffer.from(copy).indexOf('Z') - 12
  copy[at + 1] = (copy[at + 1] ?? 0) ^ 1
  return copy
}
