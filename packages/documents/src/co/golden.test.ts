/**
 * One certificate of each form as EDIFACT, XML and JSON, both ways; and the schema for others to use. Made anew with
 * `REWRITE` after a change of tables or samples, which shows in their difference what others will get.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readInterchange } from '../edifact/read-interchange.ts'
import { buildCo } from './build-co.ts'
import { checkCo } from './check-co.ts'
import { coForms } from './co-forms.ts'
import { coToJson, readCoJson } from './co-json.ts'
import { coToXml } from './co-to-xml.ts'
import { coXsd } from './co-xsd.ts'
import { readCoXml } from './read-co-xml.ts'
import { type SampleForm, sampleCo } from './sample-co.ts'
import { validateCoRecord } from './validate-co-record.ts'

const REWRITE = 'CONGKY_WRITE_DOCS=1 npx vitest run --project unit packages/documents/src/co/golden.test.ts'

const options = {
  ...{ sender: 'VCCI', recipient: 'MOIT', controlReference: 'VCCI261123' },
  preparedAt: new Date('2026-11-23T08:03:00Z'),
}

describe.each(coForms.map(({ code }) => code as SampleForm))('the golden files of form %s', (form) => {
  const sample = sampleCo(form)
  const edifact = goldenFile(`golden/${form}.edi`, new TextDecoder().decode(buildCo([sample], options)))
  const xml = goldenFile(`golden/${form}.xml`, coToXml(sample))
  const json = goldenFile(`golden/${form}.json`, coToJson(sample))
  const record = readCoJson(json).record

  test('all say the same, and nothing is to be said about them', () => {
    expect(readCoJson(json)).toEqual({ record, findings: [] })
    expect(readCoXml(xml)).toEqual({ record, findings: [] })
    const { interchange, findings } = readInterchange(new TextEncoder().encode(edifact))
    if (interchange === null) throw new Error('no interchange')
    expect(findings).toEqual([])
    expect(checkCo(interchange)).toEqual({
      certificates: [{ messageReference: '1', record, findings: [] }],
      others: [],
    })
    expect(validateCoRecord(record)).toEqual([])
  })

  test('are what the record builds, byte for byte', () => {
    expect(new TextDecoder().decode(buildCo([record], options)), REWRITE).toBe(edifact)
    expect(coToXml(record), REWRITE).toBe(xml)
    expect(coToJson(record), REWRITE).toBe(json)
  })

  test('are the sample', () => {
    expect(sample, REWRITE).toEqual(record)
  })
})

test('the schema is what the table of fields says today', () => {
  expect(goldenFile('../../xsd/co.xsd', coXsd()), REWRITE).toBe(coXsd())
})

/** The text of a committed file, which is written first when asked to. */
function goldenFile(name: string, today: string): string {
  const path = fileURLToPath(new URL(name, import.meta.url))
  if (process.env.CONGKY_WRITE_DOCS === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, today)
  }
  return readFileSync(path, 'utf8')
}
