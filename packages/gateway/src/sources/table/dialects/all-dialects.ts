import type { Dialect as DialectName } from '../../../domain/gateway-config.ts'
import type { Dialect } from './dialect.ts'
import { mssql } from './mssql.ts'
import { mysql } from './mysql.ts'
import { oracle } from './oracle.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

/** The dialects by their names in the configuration. */
export const dialects: Readonly<Record<DialectName, Dialect>> = { sqlite, postgres, mysql, mssql, oracle }
