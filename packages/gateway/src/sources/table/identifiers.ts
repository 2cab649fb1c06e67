import type { Bilingual } from '@congky/shared'
import type { IdentifierRule } from './dialects/dialect.ts'
import { rawSql, type Sql } from './sql.ts'

/** Why a name cannot be an identifier, or null when it can. A database that cuts names short is not asked. */
export function identifierProblem(name: string, rule: IdentifierRule): Bilingual | null {
  const shown = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)
  if (name === '') return { en: 'a name is empty', vi: 'có tên bị bỏ trống' }
  if (name.includes('\0') || /\p{Surrogate}/u.test(name) || rule.forbidden?.test(name)) {
    return {
      en: `the name ${shown} holds a character that this database allows in no name`,
      vi: `tên ${shown} chứa ký tự mà cơ sở dữ liệu này không cho phép`,
    }
  }
  const length = rule.unit === 'bytes' ? Buffer.byteLength(name, 'utf8') : name.length
  if (length <= rule.lengthMax) return null
  return {
    en: `the name ${shown} is longer than ${rule.lengthMax} ${rule.unit === 'bytes' ? 'bytes' : 'characters'}`,
    vi: `tên ${shown} dài hơn ${rule.lengthMax} ${rule.unit === 'bytes' ? 'byte' : 'ký tự'}`,
  }
}

/**
 * The name in quotes, with the closing quote inside it doubled: the one rule that all five databases share.
 *
 * @throws {RangeError} A name that `identifierProblem` objects to: a bug in the caller.
 */
export function quoteIdentifier(name: string, rule: IdentifierRule): string {
  if (identifierProblem(name, rule) !== null) throw new RangeError('an identifier was not checked before it was quoted')
  const [open = '', close = ''] = rule.quotes
  return open + name.replaceAll(close, close + close) + close
}

/** A name of ours for a column of an answer. */
export function quoteAlias(name: string, { quotes: [open, close] }: IdentifierRule): Sql {
  return rawSql(`${open}${name}${close}`)
}
