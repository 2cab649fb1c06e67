import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import { runConfigJob } from './config-jobs.ts'
import { loadConfig } from './load.ts'
import { changesOf } from './source-change.ts'

const MSSQL = `sources:
  - name: ecus
    dialect: mssql
    connection:
      host: (LOCAL)\\ECUSSQL2008 # như trong SSMS
      database: ECUS5
      user: congky
      passwordSecret: ecus
      legacyTls: true
    table: dbo.YeuCauKy
`

/** Writes what changes and gives the source as it is read then, with the text of the file. */
function change(to: (now: TableSourceConfig) => TableSourceConfig) {
  const file = join(mkdtempSync(join(tmpdir(), 'congky-change-')), 'congky.yaml')
  writeFileSync(file, MSSQL)
  const { config, hash } = loadConfig(file)
  const [now] = config.sources
  if (now === undefined) throw new Error('no source')
  const wanted = to(now)
  const value = changesOf(now, wanted)
  const edited = runConfigJob({ file, edits: [{ kind: 'source', name: 'ecus', value }], expectedHash: hash })
  expect(edited.config.sources).toEqual([wanted])
  return readFileSync(file, 'utf8')
}

test('what stays the same stays as it was written', () => {
  expect(change((now) => ({ ...now, application: 'ECUS' }))).toBe(`${MSSQL}    application: ECUS\n`)
  expect(change((now) => ({ ...now, table: ['dbo', 'a.b'] }))).toContain('(LOCAL)\\ECUSSQL2008 # như trong SSMS')
})

test('an instance written behind the host survives a change of either', () => {
  const moved = change((now) => ({ ...now, connection: { ...now.connection, host: 'may-chu-2', tls: 'on' } }))
  expect(moved).toContain('host: may-chu-2 # như trong SSMS')
  change((now) => ({ ...now, connection: { ...now.connection, instance: null, port: 1433 } }))
})

test('another kind of database leaves nothing behind that it does not take', () => {
  change((now) => ({
    ...now,
    dialect: 'postgres',
    connection: { ...now.connection, instance: null, legacyTls: false, host: 'db', tls: 'verify' },
  }))
  const nothing = { host: '', instance: null, database: '', user: '', passwordSecret: null, legacyTls: false }
  const text = change((now) => ({
    ...now,
    dialect: 'sqlite',
    connection: { ...now.connection, ...nothing, file: '/srv/khai-bao.db', tls: 'off' },
  }))
  expect(text).not.toContain('tls')
})

test('columns that differ are written whole, and those that are none leave the file', () => {
  const text = change((now) => ({ ...now, columns: { ...now.columns, document: 'NoiDung', requester: null } }))
  expect(text).toContain('document: NoiDung')
  expect(text).not.toContain('requester')
  change((now) => ({ ...now, states: { pending: '0', claimed: 1, awaitingApproval: null, signed: 'S', rejected: 3 } }))
})
