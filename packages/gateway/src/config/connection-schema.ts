/** The part of the schema that is about databases: how one is reached, and how a table in it is named. */
import { z } from 'zod'
import { flagOr, integer, integerOr, name, orNull, text } from './fields.ts'

export const dialectSchema = z.enum(['sqlite', 'postgres', 'mysql', 'mssql', 'oracle'])

export const connectionSchema = z.strictObject({
  file: orNull(text(4096)),
  host: orNull(text()),
  port: orNull(integer(1, 65_535)),
  instance: orNull(text(64)),
  database: orNull(text()),
  user: orNull(text()),
  passwordSecret: orNull(name()),
  tls: orNull(z.enum(['off', 'on', 'verify'])),
  legacyTls: flagOr(false),
  connectTimeoutMs: integerOr(10_000, 100, 300_000),
})

/** Dialects quote names; the longest that any of them takes is 128 characters (SQL Server, Oracle). */
export const identifier = () => text(128)
/** `dbo.congky_request`, or a list when a part holds a dot itself. */
export const tableSchema = z.preprocess(
  (value) => (typeof value === 'string' ? value.split('.') : value),
  z.array(identifier()).min(1).max(3),
)
