import type { Bilingual } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import { dialects } from './dialects/all-dialects.ts'
import type { GuardedDatabase } from './guarded-database.ts'
import { buildAnnouncing } from './reference-table.ts'
import { renderSql } from './sql.ts'
import { quoteTable } from './table-layout.ts'

/** How new rows of a table are noticed, and what would have them noticed at once. */
export async function testAnnouncing(
  database: Pick<GuardedDatabase, 'query' | 'hears'>,
  config: TableSourceConfig,
): Promise<Bilingual> {
  const polled = polledEvery(config)
  const dialect = dialects[config.dialect]
  if (dialect.announcing === null) return polled
  const table = renderSql(quoteTable(dialect, config), String).text
  if (config.listen && !(await database.hears())) return both(polled, DEAF)
  const [row] = await database.query(dialect.announcing.triggers(table))
  const isAnnounced = Number(row?.triggers ?? 0) > 0
  if (isAnnounced && config.listen) return ANNOUNCED
  if (isAnnounced) return both(polled, NOT_LISTENING)
  const statements = buildAnnouncing(dialect, config).map((statement) => `${renderSql(statement, String).text};`)
  const how = statements.join(' ')
  return both(polled, { en: `to have them picked up at once: ${how}`, vi: `để dòng mới được nhận ngay: ${how}` })
}

function polledEvery({ pollMs, idlePollMs }: TableSourceConfig): Bilingual {
  const [often, seldom] = [pollMs / 1_000, Math.max(pollMs, idlePollMs) / 1_000]
  const span = (locale: string) => {
    const { format } = new Intl.NumberFormat(locale)
    return often === seldom ? format(often) : `${format(often)}–${format(seldom)}`
  }
  return {
    en: `new rows are looked for every ${span('en-GB')} s`,
    vi: `cổng ký tìm dòng mới mỗi ${span('vi-VN')} giây`,
  }
}

function both(one: Bilingual, other: Bilingual): Bilingual {
  return { en: `${one.en}; ${other.en}`, vi: `${one.vi}; ${other.vi}` }
}

const ANNOUNCED = {
  en: 'new rows announce themselves and are picked up at once',
  vi: 'dòng mới tự báo cho cổng ký và được nhận ngay',
}
const DEAF = {
  en: 'a notification that was sent to try it did not arrive: a connection pooler, such as PgBouncer in transaction mode, swallows LISTEN. Connect this source to PostgreSQL itself or through a pool in session mode, or set listen to false',
  vi: 'thông báo gửi thử không đến nơi: trình gom kết nối, ví dụ PgBouncer ở chế độ transaction, đã chặn LISTEN. Hãy nối nguồn này thẳng đến PostgreSQL hoặc qua chế độ session, hoặc tắt listen',
}
const NOT_LISTENING = {
  en: 'they announce themselves, but the setting listen is off',
  vi: 'dòng mới có tự báo, nhưng thiết lập listen đang tắt',
}
