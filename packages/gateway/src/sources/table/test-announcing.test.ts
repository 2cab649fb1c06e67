import { expect, test } from 'vitest'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import { testAnnouncing } from './test-announcing.ts'

test('how often rows are looked for is written as people write numbers', async () => {
  const config = { dialect: 'sqlite', pollMs: 50, idlePollMs: 2_500 } as TableSourceConfig
  const nobody = { query: () => Promise.reject(new Error('asked')), hears: () => Promise.reject(new Error('asked')) }
  expect(await testAnnouncing(nobody, config)).toEqual({
    vi: 'cổng ký tìm dòng mới mỗi 0,05–2,5 giây',
    en: 'new rows are looked for every 0.05–2.5 s',
  })
})
