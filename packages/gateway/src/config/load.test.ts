import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CongkyError } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { formatProblem } from './config-problem.ts'
import { checkConfig, loadConfig } from './load.ts'

/** Problems as an English reader sees them. */
function problemsOf(text: string): string[] {
  return checkConfig(text, '/etc/congky/congky.yaml').problems.map((problem) =>
    formatProblem(problem, 'congky.yaml', 'en'),
  )
}

function configOf(text: string): GatewayConfig {
  const { config, problems } = checkConfig(text, '/etc/congky/congky.yaml')
  expect(problems).toEqual([])
  if (config === null) throw new Error('no configuration')
  return config
}

describe('a valid file', () => {
  test('an empty file is a gateway with every default', () => {
    expect(configOf('')).toEqual({
      listen: { host: '127.0.0.1', port: 8443 },
      organization: null,
      stateDir: '/etc/congky/state',
      autoStart: true,
      modules: [],
      sources: [],
      enterprises: [],
      defaultCertificate: null,
      taxCodePolicy: { ownCertificate: 'deny', defaultCertificate: 'allow', branchUsesParent: false },
      approval: { rules: [], people: [] },
      profiles: {},
      defaultProfile: 'xmldsig-enveloped',
      timestamps: [],
      limits: {
        documentBytesMax: 4194304,
        waitingJobsMax: 20_000,
        waitingJobsPerWorkstationMax: 2000,
        laneQueueMax: 256,
        attemptsMax: 5,
        requestsPerMinutePerWorkstation: 60_000,
        connectionsPerWorkstationMax: 128,
        accessKeyDays: 400,
      },
      retention: { documentDays: 3650 },
      tls: { mode: 'auto', certFile: null, keyFile: null },
      console: {
        ...{ pinEntry: false, hosts: [], origins: [], sessionIdleMinutes: 60, sessionHours: 12 },
        ...{ publicUrl: null, proxies: [] },
        overProxy: { administration: false, sessionIdleMinutes: 15, sessionHours: 4 },
      },
      notifications: {
        ...{ webhooks: [], email: null, settleSeconds: 30, repeatHours: [1, 4, 24], quietHours: null },
        ...{ timeZone: 'Asia/Ho_Chi_Minh', backupDays: 7, gatewayName: null },
        topics: ['approvals', 'held', 'tokens', 'certificates', 'sources', 'disk', 'gateway', 'history', 'backup'],
      },
      proxy: { mode: 'direct', host: null, port: null, user: null, passwordSecret: null, noProxy: [] },
      trust: { authorities: [], revocation: 'none' },
      exchange: null,
    })
  })

  test('keys with nothing behind them count as not written', () => {
    expect(configOf('listen:\n  port:\nsources:\nlimits:\ndefaultCertificate:\n')).toEqual(configOf(''))
  })

  test('a tax code keeps its leading zero and a serial number like 5402e12 its letters', () => {
    const config = configOf('enterprises:\n  - {taxCode: 0101300842, name: A, certificate: 5402e12}\n')
    expect(config.enterprises).toEqual([{ taxCode: '0101300842', name: 'A', certificate: '5402E12', source: null }])
  })

  test('a serial number loses its colons and leading zeros, a thumbprint its capitals', () => {
    const thumbprint = 'AB'.repeat(32)
    const config = configOf(
      `defaultCertificate: 00:54:02:bc\nenterprises: [{taxCode: 0101300842, name: A, certificate: ${thumbprint}}]`,
    )
    expect(config.defaultCertificate).toBe('5402BC')
    expect(config.enterprises[0]?.certificate).toBe('ab'.repeat(32))
  })

  test('a source of which only the connection is written has our reference table', () => {
    const { sources } = configOf('sources: [{name: a, dialect: sqlite, connection: {file: ./a.db}}]')
    expect(sources[0]).toMatchObject({
      active: true,
      table: ['congky_request'],
      states: { pending: 0, claimed: 1, signed: 2, rejected: 3 },
      pageSize: 50,
      pollMs: 1000,
      idlePollMs: 5000,
      listen: true,
      leaseMs: 20_000,
      connection: { file: '/etc/congky/a.db', tls: 'off', connectTimeoutMs: 10_000 },
    })
    expect(sources[0]?.columns).toMatchObject({
      id: 'id',
      taxCode: 'tax_code',
      reference: null,
      claimedUntil: 'claimed_until',
    })
  })

  test('once columns are written, the optional ones left out do not exist', () => {
    const { sources } = configOf(`
sources:
  - name: a
    dialect: sqlite
    connection: {file: a.db}
    columns: {id: ma, document: noi_dung, state: trang_thai, signedDocument: ket_qua, taxCode: ~}
`)
    expect(sources[0]?.columns).toMatchObject({ id: 'ma', taxCode: null, claimToken: null })
  })

  test('a state code without quotes is a number, with quotes it is text', () => {
    const { sources } = configOf(`
sources:
  - name: a
    dialect: sqlite
    connection: {file: a.db}
    states: {pending: 7, claimed: "8", signed: X, rejected: '007'}
`)
    expect(sources[0]?.states).toEqual({
      pending: 7,
      claimed: '8',
      awaitingApproval: null,
      signed: 'X',
      rejected: '007',
    })
  })

  test('SQL Server names carry the instance behind a backslash, and this machine needs no TLS', () => {
    const { sources } = configOf(String.raw`
sources:
  - name: a
    dialect: mssql
    connection: {host: (LOCAL)\ECUSSQL2008, database: ECUS5VNACCS, user: sa, passwordSecret: ecus}
    table: dbo.congky_request
  - name: b
    dialect: postgres
    connection: {host: 10.0.0.5, database: b, user: b}
`)
    expect(sources[0]?.connection).toMatchObject({ host: '(LOCAL)', instance: 'ECUSSQL2008', port: null, tls: 'off' })
    expect(sources[0]?.table).toEqual(['dbo', 'congky_request'])
    expect(sources[1]?.connection.tls).toBe('on')
  })

  test('a profile of every other kind has every option filled in', () => {
    const text =
      'profiles: {a: {kind: kdt}, b: {kind: cms}, c: {kind: smime, contentType: application/EDIFACT; name="a"}}'
    expect(configOf(text).profiles).toEqual({
      a: {
        kind: 'kdt',
        signs: '/Envelope/Body/Content',
        octets: 'content-text',
        placedIn: '/Envelope/Body/Signature',
        digest: 'auto',
        taxCodePath: null,
      },
      b: {
        ...{ kind: 'cms', digest: 'sha256', signedAttributes: true, certificates: 'signer' },
        ...{ detached: true, encoding: 'der', cades: 'none' },
      },
      c: {
        ...{ kind: 'smime', digest: 'sha256', signedAttributes: true, certificates: 'signer' },
        ...{ contentType: 'application/EDIFACT; name="a"', lineEnds: 'crlf', micalg: 'rfc8551' },
      },
    })
  })

  test('a profile of the configuration has every option filled in', () => {
    const { profiles } = configOf('profiles: {hoa-don: {signs: {path: /HDon/DLHDon}, placedIn: /HDon/DSCKS/NBan}}')
    expect(profiles['hoa-don']).toEqual({
      kind: 'xmldsig',
      signs: { path: '/HDon/DLHDon' },
      alternatives: [],
      newId: null,
      idAttribute: 'Id',
      placedIn: '/HDon/DSCKS/NBan',
      createParent: false,
      replacesElement: false,
      digest: 'sha256',
      canonicalization: 'c14n',
      envelopedTransform: false,
      keyInfo: ['subject-name', 'certificate'],
      signingTime: 'none',
      signingTimeReferenced: false,
      existing: 'reject',
      taxCodePath: null,
      xades: 'none',
    })
  })
})

describe('problems', () => {
  test('all of them are told at once, each with its line and column', () => {
    const problems = problemsOf(`listen: {host: 0.0.0.0, port: 99999}
tls: {mode: off}
autoStart: yes
enterprises:
  - taxCode: 0101300843
    name: Sai chữ số kiểm tra
    certificat: 5402e12
  - taxCode: 0101300842
    name:
    source: ecsu
  - {taxCode: 12345, name: C}
sources:
  - name: ecus
    dialect: mssql
    connection:
      host: 10.0.0.2
      file: x.db
    states: {pending: 1}
    pollMs: 1s
  - name: ecus
    dialect: access
modules: none
`)
    expect(problems).toEqual([
      'congky.yaml:1:31: listen.port: must be at most 65535',
      'congky.yaml:2:13: tls.mode: off is allowed only when listen.host is this machine itself (127.0.0.1), and it is 0.0.0.0',
      'congky.yaml:3:12: autoStart: expected one of: true, false',
      'congky.yaml:5:14: enterprises[0].taxCode: tax code 0101300843 has a wrong check digit: one of its digits is mistyped',
      'congky.yaml:7:5: enterprises[0].certificat: there is no such key; did you mean certificate?',
      'congky.yaml:9:5: enterprises[1].name: is empty',
      'congky.yaml:10:13: enterprises[1].source: there is no source ecsu; did you mean ecus?',
      'congky.yaml:11:15: enterprises[2].taxCode: “12345” is not a tax code: it has neither 10, 13 nor 12 digits',
      'congky.yaml:16:7: sources[0].connection.database: is missing: mssql needs it',
      'congky.yaml:16:7: sources[0].connection.user: is missing: mssql needs it',
      'congky.yaml:17:7: sources[0].connection.file: does not go with mssql',
      'congky.yaml:18:5: sources[0].states: the states need different codes, and their codes are 1, 1, 2, 3',
      'congky.yaml:19:13: sources[0].pollMs: expected a whole number',
      'congky.yaml:20:11: sources[1].name: already stands on line 13',
      'congky.yaml:21:14: sources[1].dialect: expected one of: sqlite, postgres, mysql, mssql, oracle',
      'congky.yaml:22:10: modules: expected a list (lines that start with `-`)',
    ])
  })

  test.each([
    [
      'two enterprises of one tax code and source',
      'enterprises: [{taxCode: 0101300842, name: A}, {taxCode: 0101300842, name: B}]',
      'already stands on line 1',
    ],
    [
      'two tokens of one name',
      'modules: [{name: a, path: a.so, tokens: [{serial: 1, name: T}]}, {name: b, path: b.so, tokens: [{serial: 1, name: T}]}]',
      'already stands on line 1',
    ],
    ['a reserved source name', 'sources: [{name: http, dialect: sqlite, connection: {file: a}}]', 'reserved'],
    [
      'an empty table name',
      'sources: [{name: a, dialect: sqlite, connection: {file: a}, table: dbo.}]',
      'table[1]: is empty',
    ],
    [
      'a column without a name',
      'sources: [{name: a, dialect: sqlite, connection: {file: a}, columns: {id: , document: d, state: s, signedDocument: e}}]',
      'columns.id: is empty',
    ],
    [
      'columns without a needed one',
      'sources: [{name: a, dialect: sqlite, connection: {file: a}, columns: {id: i}}]',
      'columns.document: is missing',
    ],
    ['a certificate that is no hex', 'defaultCertificate: vnpt', 'serial number in hex'],
    ['a cut-off thumbprint', `defaultCertificate: ${'a'.repeat(63)}`, 'serial number in hex'],
    ['an unknown default profile', 'defaultProfile: customs', 'known are: xmldsig-enveloped, customs-1543'],
    ['a profile named like a built-in one', 'profiles: {customs-1543: {signs: {whole: true}}}', 'is built in'],
    ['a profile that signs two things', 'profiles: {a: {signs: {whole: true, id: x}}}', 'write one of'],
    [
      'a referenced signing time that is none',
      'profiles: {a: {signs: {id: x}, signingTimeReferenced: true}}',
      'needs a signingTime',
    ],
    ['a signature that replaces nothing', 'profiles: {a: {signs: {id: x}, replacesElement: true}}', 'needs placedIn'],
    [
      'alternatives of what is no path',
      'profiles: {a: {signs: {id: x}, alternatives: [{signs: {path: /B}}]}}',
      'profiles.a.alternatives: only go with signs.path',
    ],
    [
      'a kind of signature that is none',
      'profiles: {a: {kind: pgp}}',
      'profiles.a.kind: expected one of: xmldsig, kdt',
    ],
    ['an option of another kind', 'profiles: {a: {kind: cms, octets: x}}', 'profiles.a.octets: there is no such key'],
    ['octets that are none', 'profiles: {a: {kind: kdt, octets: all}}', 'profiles.a.octets: expected one of: content-'],
    [
      'a signature within what it signs',
      'profiles: {a: {kind: kdt, placedIn: /Envelope/Body/Content/Signature}}',
      'profiles.a.placedIn: lies within what is signed',
    ],
    ['a signature as the root', 'profiles: {a: {kind: kdt, placedIn: /Signature}}', 'the root cannot be the signature'],
    [
      'CAdES without the attributes that make it',
      'profiles: {a: {kind: cms, cades: bes, signedAttributes: false}}',
      'profiles.a.cades: needs signedAttributes',
    ],
    [
      'a content type that would begin another header',
      String.raw`profiles: {a: {kind: smime, contentType: "text/plain\r\nBcc: x"}}`,
      'profiles.a.contentType: ',
    ],
    ['a profile that is a list', 'profiles: {a: [kdt]}', 'profiles.a: expected a group'],
    ['files without their names', 'tls: {mode: files}', 'tls.certFile: is missing'],
    [
      'a password in the file',
      'sources: [{name: a, dialect: mysql, connection: {host: h, user: u, database: d, password: hunter2}}]',
      'do not belong in this file',
    ],
    [
      'an instance for PostgreSQL',
      String.raw`sources: [{name: a, dialect: postgres, connection: {host: h\x, user: u, database: d}}]`,
      'holds no',
    ],
    ['a state folder too deep for a socket', `stateDir: /${'d'.repeat(100)}`, 'too long for the local socket'],
    ['an origin with a path', 'console: {origins: [https://a.example/x]}', 'console.origins[0]: expected an origin'],
    ['a host with its port', 'console: {hosts: ["a.example:8443"]}', 'without a port'],
    ['a tab for indentation', 'listen:\n\tport: 1', 'Tabs are not allowed'],
    ['a key that stands twice', 'stateDir: a\nstateDir: b', '2:1: Map keys must be unique'],
    ['a list instead of keys', '- a', 'should hold'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected)
  })

  test('a password that was written into the file is not repeated in the message', () => {
    const problems = problemsOf(
      'sources: [{name: a, dialect: mysql, connection: {host: h, user: u, database: d, password: hunter2, passwordSecret: "hunter 2!"}}]',
    )
    expect(problems).toHaveLength(2)
    expect(problems.join()).not.toContain('hunter')
  })

  test('a file that is no YAML tells that alone, not the keys that could not be read', () => {
    const problems = problemsOf('listen: {port: 1\nsources: [')
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join()).not.toContain('sources')
  })

  test('aliases that multiply themselves are refused', () => {
    const bomb = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    )
    expect(problemsOf(bomb.join('\n')).join()).toContain('aliases')
  })

  test('every problem has a Vietnamese text that differs from the English one', () => {
    const { problems } = checkConfig('lisen: 1\nlisten: {port: x}\ntls: {mode: of}\ndefaultCertificate: z', 'c.yaml')
    expect(problems).toHaveLength(4)
    for (const { text } of problems) expect(text.vi).not.toBe(text.en)
  })
})

describe('loading', () => {
  test('a file that is not there and a broken one are two errors; the second tells every line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'congky-load-'))
    const file = join(folder, 'congky.yaml')
    expect(() => loadConfig(file)).toThrow('ERR_CONFIG_NOT_FOUND')
    writeFileSync(file, 'lisen: 1\nautoStart: maybe\n')
    const error = catchError(() => loadConfig(file))
    expect(error.code).toBe('ERR_CONFIG_INVALID')
    expect(error.text('vi').message.split('\n').slice(1)).toEqual([
      `${file}:1:1: lisen: không có khóa này; có phải là listen?`,
      `${file}:2:12: autoStart: cần một trong các giá trị: true, false`,
    ])
  })

  test('a SHA-1 thumbprint where a serial belongs, a readable network and a table without leases are warned about', () => {
    const { warnings } = checkConfig(
      `defaultCertificate: ${'a1'.repeat(20)}
sources:
  - name: a
    dialect: mssql
    connection: {host: 10.0.0.1, database: d, user: u, tls: off, legacyTls: true}
    columns: {id: a, document: b, state: c, signedDocument: d}
`,
      'c.yaml',
    )
    expect(warnings.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '1 defaultCertificate',
      '5 sources[0].connection.tls',
      '5 sources[0].connection.legacyTls',
      '6 sources[0].columns',
    ])
  })

  test('a profile that wants a timestamp nobody can give is warned about', () => {
    const profile = 'profiles: {t: {signs: {whole: true}, xades: t}}'
    const warningsOf = (text: string) => checkConfig(text, 'c.yaml').warnings.map(({ field }) => field)
    expect(warningsOf(profile)).toEqual(['profiles.t'])
    expect(warningsOf(`${profile}\ntimestamps: [{url: http://tsa.example/tsr}]`)).toEqual([])
  })
})

function catchError(action: () => unknown): CongkyError {
  try {
    action()
  } catch (error) {
    if (error instanceof CongkyError) return error
  }
  throw new Error('expected an error of ours')
}
