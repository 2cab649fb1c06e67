import { expect, test } from 'vitest'
import { noticingWords } from './noticing-words.ts'

test('what is said of a source tells how it listens, how often it looks, and since when nothing came', () => {
  const on = noticingWords({ listening: 'on', pollMs: 2_500, idleSince: 'x' }, '14:05 22/11/2026')
  expect(on).toEqual({
    vi: 'đang lắng nghe; ngoài ra kiểm tra dòng mới mỗi 2,5 giây, chưa có thêm từ 14:05 22/11/2026',
    en: 'listening; besides, looks for new rows every 2.5 s, none since 14:05 22/11/2026',
  })
  expect(noticingWords({ listening: 'off', pollMs: 50, idleSince: null }, null)).toEqual({
    vi: 'kiểm tra dòng mới mỗi 0,05 giây',
    en: 'looks for new rows every 0.05 s',
  })
  expect(noticingWords({ listening: 'deaf', pollMs: 1_000, idleSince: null }, null).vi).toContain('PgBouncer')
})
