/** Every case that this machine cannot be put into: other systems, other clocks, other tokens. */
import { describe, expect, test } from 'vitest'
import { sealRecord } from '../domain/history-record.ts'
import { checkClock } from './clock-checks.ts'
import type { Finding } from './finding.ts'
import {
  checkDisk,
  checkNode,
  checkPort,
  checkRemoteDesktop,
  checkService,
  checkSmartCardService,
} from './host-checks.ts'
import { checkModule } from './module-checks.ts'
import { checkSource, type SourceFacts } from './source-checks.ts'
import { checkBackup, checkDaemon, checkHistoryTail, checkModes, checkRestored } from './state-checks.ts'
import { checkCertificates, checkTokens, checkValidity, type TokenFacts } from './token-checks.ts'

const now = new Date('2026-11-22T08:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const verdicts = (findings: readonly Finding[]) => findings.map(({ check, verdict }) => `${verdict} ${check}`)

describe('a library', () => {
  const module = { name: 'vnpt', path: 'C:\\Windows\\SysWOW64\\vnptca_p11_v8.dll', unreadable: null, problem: null }
  const windows = { platform: 'win32', arch: 'x64' } as const
  const dll = (...architectures: string[]) => ({ ...module, header: { format: 'pe', architectures } as const })

  test('of the wrong bitness is named with both kinds, and what to ask for', () => {
    const finding = checkModule(dll('ia32'), windows)
    expect(finding.verdict).toBe('fail')
    expect(finding.what.en).toContain('is for 32-bit (ia32), and this program is 64-bit (x64)')
    expect(finding.what.vi).toContain('dành cho 32-bit (ia32)')
  })
  test('for this host is fine, also as one part of several', () => {
    expect(checkModule(dll('x64'), windows).verdict).toBe('ok')
    const universal = { ...module, header: { format: 'mach-o', architectures: ['x64', 'arm64'] } as const }
    expect(checkModule(universal, { platform: 'darwin', arch: 'arm64' }).verdict).toBe('ok')
  })
  test('of another system, a text, a missing one, and one that crashes are each told', () => {
    const texts = [
      checkModule(dll('x64'), { platform: 'linux', arch: 'x64' }),
      checkModule({ ...module, header: null }, windows),
      checkModule({ ...module, header: null, unreadable: 'ENOENT' }, windows),
      checkModule({ ...dll('x64'), problem: 'the driver process ended' }, windows),
    ].map(({ verdict, what }) => `${verdict}: ${what.en.replace(module.path, 'X')}`)
    expect(texts).toEqual([
      'fail: X is a library for another system (pe, and this is linux)',
      'fail: X is no library at all',
      'fail: There is no library X',
      'fail: The library X does not work: the driver process ended',
    ])
  })
})

describe('tokens', () => {
  const token = (change: Partial<TokenFacts>): TokenFacts => ({
    ...{ name: 't', state: 'ready', pinFlag: 'ok', certificates: [] },
    ...change,
  })
  test.each([
    [token({}), 'ok'],
    [token({ state: 'locked' }), 'warn'],
    [token({ state: 'absent' }), 'warn'],
    [token({ pinFlag: 'count-low' }), 'warn'],
    [token({ pinFlag: 'final-try' }), 'fail'],
    [token({ pinFlag: 'locked' }), 'fail'],
  ])('%o', (facts, verdict) => {
    expect(verdicts(checkTokens([facts], true))).toEqual([`${verdict} token:t`])
  })
  test('none to be seen, and no library to see them with', () => {
    expect(verdicts(checkTokens([], true))).toEqual(['fail tokens'])
    expect(verdicts(checkTokens([], false))).toEqual(['warn tokens'])
  })
})

describe('certificates', () => {
  test.each([
    [400, 'ok'],
    [30, 'warn'],
    [7, 'warn'],
    [1, 'fail'],
    [0, 'fail'],
    [-3, 'fail'],
  ])('%i days left: %s', (days, verdict) => {
    const subject = 'CN=Công ty A\\, B,C=VN'
    const finding = checkValidity('c', { subject, notBefore: inDays(-500), notAfter: inDays(days) }, now)
    expect([finding.verdict, finding.what.en.includes('Công ty A\\, B')]).toEqual([verdict, true])
  })
  test('one that begins tomorrow', () => {
    expect(checkValidity('c', { subject: 'CN=x', notBefore: inDays(1), notAfter: inDays(90) }, now).verdict).toBe(
      'warn',
    )
  })
  test('only what is configured counts: an old one on the same token is none of our business', () => {
    const thumbprint = 'a'.repeat(64)
    const certificate = { subject: 'CN=x', serial: 'AB', notBefore: null, thumbprint, notAfter: inDays(90) }
    const old = { ...certificate, serial: 'OLD', thumbprint: 'b'.repeat(64), notAfter: inDays(-90) }
    const tokens: TokenFacts[] = [{ name: 't', state: 'ready', pinFlag: 'ok', certificates: [old, certificate] }]
    const config = { defaultCertificate: thumbprint, enterprises: [], sources: [] }
    expect(verdicts(checkCertificates(tokens, config, now))).toEqual(['ok certificate:AB'])
    expect(verdicts(checkCertificates([], config, now))).toEqual(['warn certificate:aaaaaaaaaaaaaaaa…'])
  })
})

describe('the clock', () => {
  const facts = { now, newestRecordAt: inDays(-1), databases: [], diskOffsetMs: 200 }
  test('that agrees with everything', () => expect(verdicts(checkClock(facts))).toEqual(['ok clock']))
  test('that was set back', () => {
    const [finding] = checkClock({ ...facts, newestRecordAt: inDays(3) })
    expect([finding?.verdict, finding?.what.en]).toEqual(['fail', 'The newest history record is 3 days in the future'])
  })
  test('that differs from a database says how far, and in which direction', () => {
    const found = checkClock({
      ...facts,
      databases: [
        { source: 'a', offsetMs: 60_000 },
        { source: 'b', offsetMs: -7_200_000 },
      ],
    })
    expect(found.map(({ verdict, what }) => `${verdict} ${what.vi}`)).toEqual([
      'warn Đồng hồ máy này chậm 60 giây so với cơ sở dữ liệu của a',
      'fail Đồng hồ máy này nhanh 2 giờ so với cơ sở dữ liệu của b',
    ])
  })
})

describe('the host', () => {
  test.each([
    ['v18.20.0', 'fail'],
    ['v20.18.3', 'fail'],
    ['v20.19.0', 'ok'],
    ['v22.0.0', 'ok'],
  ])('Node.js %s: %s', (version, verdict) => expect(checkNode(version).verdict).toBe(verdict))
  test('Remote Desktop is told on Windows, and nowhere else', () => {
    expect(verdicts(checkRemoteDesktop('win32', 'RDP-Tcp#7'))).toEqual(['warn remote-desktop'])
    expect(checkRemoteDesktop('win32', 'Console')).toEqual([])
    expect(checkRemoteDesktop('win32', undefined)).toEqual([])
    expect(checkRemoteDesktop('linux', 'RDP-Tcp#7')).toEqual([])
  })
  test('pcscd is missed only where no token is seen', () => {
    expect(verdicts(checkSmartCardService('linux', false, 0))).toEqual(['warn pcscd'])
    expect(checkSmartCardService('linux', false, 2)).toEqual([])
    expect(checkSmartCardService('linux', true, 0)).toEqual([])
    expect(checkSmartCardService('win32', false, 0)).toEqual([])
  })
  test('disk space', () => {
    expect([5e9, 5e8, 5e7].map((bytes) => checkDisk('/x', bytes).verdict)).toEqual(['ok', 'warn', 'fail'])
  })
  test('a port that is taken, forbidden, or on no address of ours', () => {
    const port = (problem: string | null) =>
      checkPort({ host: 'h', port: 443, problem, holder: 'nginx (pid 8)' }).what.en
    expect(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', null].map(port)).toEqual([
      'h:443 is taken by nginx (pid 8)',
      'This user may not listen on h:443',
      'h is no address of this host',
      'h:443 is free',
    ])
  })
  test('a service that is not installed is told where there are services', () => {
    expect(verdicts(checkService({ platform: 'linux', hasServiceManager: true, isInstalled: false }))).toEqual([
      'warn service',
    ])
    expect(checkService({ platform: 'linux', hasServiceManager: false, isInstalled: false })).toEqual([])
  })
})

describe('the state', () => {
  const first = sealRecord({ kind: 'gateway', note: 'a' }, 1, '0'.repeat(64), now)
  const second = sealRecord({ kind: 'gateway', note: 'b' }, 2, first.hash, now)
  test('a whole tail, a torn record, a cut link', () => {
    expect(verdicts(checkHistoryTail([second, first]))).toEqual(['ok history'])
    expect(verdicts(checkHistoryTail([{ ...second, hash: second.hash.slice(0, 9) }, first]))).toEqual(['fail history'])
    expect(verdicts(checkHistoryTail([{ ...second, text: second.text.slice(0, 20) }, first]))).toEqual(['fail history'])
    const other = sealRecord({ kind: 'gateway', note: 'c' }, 1, '0'.repeat(64), now)
    expect(verdicts(checkHistoryTail([second, other]))).toEqual(['fail history'])
  })
  test('backups: never, long ago, and a host that has nothing to lose yet', () => {
    expect(verdicts(checkBackup(null, true, now))).toEqual(['warn backup'])
    expect(verdicts(checkBackup(inDays(-8.5), true, now))).toEqual(['warn backup'])
    expect(verdicts(checkBackup(inDays(-7), true, now))).toEqual(['ok backup'])
    expect(checkBackup(null, false, now)).toEqual([])
  })
  test('rights of files, and an honest word on Windows', () => {
    const open = { path: '/x', text: { en: 'a', vi: 'b' }, command: 'chmod' }
    expect(verdicts(checkModes('linux', []))).toEqual(['ok file-modes'])
    const both = [{ ...open, verdict: 'open' } as const, { ...open, verdict: 'refused' } as const]
    expect(verdicts(checkModes('linux', both))).toEqual(['warn file-modes:/x', 'fail file-modes:/x'])
    expect(verdicts(checkModes('win32', []))).toEqual(['skipped file-modes'])
  })
  test('a gateway that answers, none, and one that holds the folder in silence', () => {
    expect(
      [checkDaemon(true, true), checkDaemon(false, false), checkDaemon(false, true)].map((f) => f.verdict),
    ).toEqual(['ok', 'warn', 'fail'])
    expect(verdicts(checkRestored(true))).toEqual(['fail restored'])
  })
})

describe('a source', () => {
  const source: SourceFacts = {
    name: 's',
    active: true,
    isLocal: false,
    connection: { tls: 'verify', legacyTls: false },
    test: { ok: true, steps: [], counts: null, clockOffsetMs: 0 },
    missingSecret: null,
  }
  const detail = { en: 'nobody answers on port 5432', vi: 'không ai trả lời ở cổng 5432' }
  test.each([
    [{}, ['ok source:s']],
    [{ active: false, test: null }, ['ok source:s']],
    [{ test: null, missingSecret: 'p' }, ['fail source:s']],
    [{ test: { ...source.test, ok: false, steps: [{ step: 'connect', ok: false, detail }] } }, ['fail source:s']],
    [{ connection: { tls: 'off', legacyTls: false } }, ['ok source:s', 'warn source-tls:s']],
    [{ connection: { tls: 'off', legacyTls: false }, isLocal: true }, ['ok source:s']],
    [{ connection: { tls: 'on', legacyTls: true } }, ['ok source:s', 'warn source-tls:s']],
  ] as [Partial<SourceFacts>, string[]][])('%o', (change, expected) => {
    expect(verdicts(checkSource({ ...source, ...change }))).toEqual(expected)
  })
})
