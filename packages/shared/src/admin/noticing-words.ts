import type { Bilingual } from '../error-catalogue.ts'
import type { NoticingView } from './status-view.ts'

/** How new rows of a source are noticed, as people read it. @param since When the last one came, as they write it. */
export function noticingWords({ listening, pollMs }: NoticingView, since: string | null): Bilingual {
  const seconds = (locale: string) => new Intl.NumberFormat(locale).format(pollMs / 1000)
  const { vi, en } = LISTENING[listening]
  return {
    vi: `${vi}kiểm tra dòng mới mỗi ${seconds('vi-VN')} giây${since === null ? '' : `, chưa có thêm từ ${since}`}`,
    en: `${en}looks for new rows every ${seconds('en-GB')} s${since === null ? '' : `, none since ${since}`}`,
  }
}

const LISTENING: Readonly<Record<NoticingView['listening'], Bilingual>> = {
  off: { vi: '', en: '' },
  connecting: { vi: 'đang mở kết nối lắng nghe; ', en: 'opening the connection that listens; ' },
  on: { vi: 'đang lắng nghe; ngoài ra ', en: 'listening; besides, ' },
  deaf: {
    vi: 'không nghe được thông báo, thường do trình gom kết nối như PgBouncer; ',
    en: 'hears no notifications, as behind a connection pooler such as PgBouncer; ',
  },
}
