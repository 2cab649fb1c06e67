/**
 * One file of each kind of message, as XML and as data, both ways; and the schemas for others to use. Made anew with
 * `REWRITE` after a change of tables or samples, which shows in their difference what others will get.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { buildCustomsMessage } from './build-customs-message.ts'
import { customsKinds } from './customs-kinds.ts'
import type { CustomsMessage } from './customs-message.ts'
import { customsXsd } from './customs-xsd.ts'
import { readCustomsHeader } from './read-customs-header.ts'
import { sampleCustomsMessage } from './sample-customs-message.ts'
import { checkCustomsMessage } from './validate-customs-message.ts'

const REWRITE = 'CONGKY_WRITE_DOCS=1 npx vitest run --project unit packages/documents/src/customs/golden.test.ts'

describe.each(customsKinds)('the golden file of $code', (kind) => {
  const sample = sampleCustomsMessage(kind.code)
  const xml = goldenFile(`golden/${kind.code}.xml`, buildCustomsMessage(sample))
  const data: CustomsMessage = JSON.parse(
    goldenFile(`golden/${kind.code}.json`, `${JSON.stringify(sample, null, 2)}\n`),
  )

  test('reads as its data, and nothing is to be said about it', () => {
    const read = checkCustomsMessage(xml)
    expect(read.findings).toEqual([])
    expect(read).toMatchObject({ kind: { code: kind.code }, signature: 'none' })
    expect(read.message).toEqual(data)
    expect(readCustomsHeader(xml)).toEqual(data.header)
  })

  test('is what its data builds, byte for byte', () => {
    expect(buildCustomsMessage(data)).toBe(xml)
  })

  test('is the sample', () => {
    expect(sample, REWRITE).toEqual(data)
  })

  test('has a schema that is what the tables say today', () => {
    expect(goldenFile(`../../xsd/${kind.code}.xsd`, customsXsd(kind)), REWRITE).toBe(customsXsd(kind))
  })
})

/** The text of a committed file, which is written first when asked to. */
function goldenFile(name: string, today: string): string {
  const path = fileURLToPath(new URL(name, import.meta.url))
  if (process.env.CONGKY_WRITE_DOCS === '1') writeFileSync(path, today)
  return readFileSync(path, 'utf8')
}
