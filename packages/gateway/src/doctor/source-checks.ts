/** Databases: reached, usable, and whether the way to them can be overheard. */
import type { ConnectionConfig } from '../domain/gateway-config.ts'
import type { SourceTest } from '../sources/table/test-source.ts'
import { type Finding, fail, good, same, warn } from './finding.ts'

export interface SourceFacts {
  readonly name: string
  readonly active: boolean
  readonly isLocal: boolean
  readonly connection: Pick<ConnectionConfig, 'tls' | 'legacyTls'>
  /** null: not tried, because the source is switched off or its password is missing. */
  readonly test: SourceTest | null
  /** Name of a password that is not set; null when there is none to set. */
  readonly missingSecret: string | null
}

export function checkSource(source: SourceFacts): readonly Finding[] {
  return [...checkReach(source), ...checkTls(source)]
}

function checkReach({ name, active, test, missingSecret }: SourceFacts): readonly Finding[] {
  const check = `source:${name}`
  if (!active) return [good(check, { en: `Source ${name} is switched off`, vi: `Nguồn ${name} đang tắt` })]
  const why = { en: 'Its documents are not signed.', vi: 'Chứng từ của nguồn này không được ký.' }
  if (missingSecret !== null) {
    const what = {
      en: `The password ${missingSecret} of source ${name} is not set`,
      vi: `Chưa nhập mật khẩu ${missingSecret} của nguồn ${name}`,
    }
    return [fail(check, what, { why, next: same(`congky secret set ${missingSecret}`) })]
  }
  const failed = test?.steps.filter(({ ok }) => !ok) ?? []
  if (failed.length === 0) return [good(check, { en: `Source ${name} works`, vi: `Nguồn ${name} hoạt động` })]
  return failed.map(({ detail }) =>
    fail(
      check,
      { en: `Source ${name}: ${detail.en}`, vi: `Nguồn ${name}: ${detail.vi}` },
      { why, next: same(`congky source test ${name}`) },
    ),
  )
}

function checkTls({ name, connection, isLocal }: SourceFacts): readonly Finding[] {
  const why = {
    en: 'Documents can be read and changed on their way.',
    vi: 'Chứng từ có thể bị đọc, sửa trên đường truyền.',
  }
  if (connection.legacyTls) {
    const what = { en: `Source ${name} uses TLS 1.0`, vi: `Nguồn ${name} dùng TLS 1.0` }
    const next = {
      en: 'Upgrade the database server, then remove legacyTls.',
      vi: 'Nâng cấp máy chủ cơ sở dữ liệu, rồi bỏ legacyTls.',
    }
    return [warn(`source-tls:${name}`, what, { why, next })]
  }
  if (connection.tls !== 'off' || isLocal) return []
  const what = { en: `The connection to source ${name} is not encrypted`, vi: `Kết nối đến nguồn ${name} không mã hóa` }
  const next = { en: 'Set connection.tls to on or verify.', vi: 'Đặt connection.tls là on hoặc verify.' }
  return [warn(`source-tls:${name}`, what, { why, next })]
}
