/**
 * The schema of our C/O XML agrees with our own validation: both accept every golden file, and both refuse each way to
 * break a field. libxml2 is the judge.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type CoFieldType, coForms, coXsd, readCoXml, validateCoRecord } from '@congky/documents'
import { expect, test } from 'vitest'
import {
  coExporterFields,
  coGeneralFields,
  coGoodsFields,
  coImporterFields,
} from '../packages/documents/src/co/co-fields.ts'
import { acceptedBy } from './support/xsd.ts'

const folder = fileURLToPath(new URL('../packages/documents/', import.meta.url))
const read = (path: string) => readFileSync(folder + path, 'utf8')
const accepts = acceptedBy(read('xsd/co.xsd'))

/** Whether we find an error, in reading or in what was read. */
function refuses(xml: string): boolean {
  const { record, findings } = readCoXml(xml)
  return [...findings, ...validateCoRecord(record)].some(({ severity }) => severity === 'error')
}

test.each(coForms.map(({ code }) => code))('the golden file of form %s is accepted, signed or not', (form) => {
  const golden = read(`src/co/golden/${form}.xml`)
  const signature = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'
  const signed = golden
    .replace('</CertificateOfOrigin>', `${signature}$&`)
    .replace('version="1"', 'version="1" Id="co"')
  for (const xml of [golden, signed]) {
    expect(accepts(xml)).toBe(true)
    expect(refuses(xml)).toBe(false)
  }
})

test('another version, no version and no goods are refused', () => {
  const golden = read('src/co/golden/A.xml')
  expect(accepts(golden.replace('version="1"', 'version="2"'))).toBe(false)
  expect(accepts(golden.replace(' version="1"', ''))).toBe(false)
  const without = golden.replace(/ *<Goods>[\s\S]*<\/Goods>\n/, '')
  expect([accepts(without), refuses(without)]).toEqual([false, true])
})

/** Values that a field of this type refuses. */
function badValues(type: CoFieldType): readonly string[] {
  switch (type.is) {
    case 'text':
      return ['x'.repeat(type.max + 1), 'ệ'.repeat(type.max + 1), '😀'.repeat(type.max + 1)]
    case 'decimal':
      return ['1,5', '-1', '.5', '5.', '1e3', '١', '1'.repeat(type.digitsMax + 1), `${'1'.repeat(type.digitsMax)}.5`]
    case 'date':
      return ['2026-02-29', '2100-02-29', '2026-13-01', '0001-01-01', 'nay']
    case 'form':
      return ['ABCDEF', 'A B', 'Á']
    case 'state':
      return ['3', 'x', '10']
    case 'country':
      return ['VNM', 'V1', 'Đức']
    case 'currency':
      return ['US', 'USDX', '$']
  }
}

test('each field broken in each way is refused by both', () => {
  const lines = read('src/co/golden/A.xml').split('\n')
  const fieldsOf = { Exporter: coExporterFields, Importer: coImporterFields, Goods: coGoodsFields } as const
  let parent = ''
  const wrong: string[] = []
  let count = 0
  lines.forEach((line, at) => {
    parent = /^ {2}<(Exporter|Importer|Goods)>/.exec(line)?.[1] ?? (/^ {2}<\//.test(line) ? '' : parent)
    const [, element = ''] = /^\s*<(\w+)>.*<\/\w+>$/.exec(line) ?? []
    const fields = parent === '' ? coGeneralFields : fieldsOf[parent as keyof typeof fieldsOf]
    const field = fields.find(({ key }) => key.toLowerCase() === element.toLowerCase())
    if (field === undefined) return
    const becomes = (...others: string[]) => lines.toSpliced(at, 1, ...others).join('\n')
    const mutations = [
      ...(field.needed ? [becomes(), becomes(line.replace(/>.*</, '><'))] : []),
      becomes(line, line),
      ...badValues(field.type).map((value) => becomes(line.replace(/>.*</, `>${value}<`))),
      ...(field.key === 'hsCode'
        ? ['61A0', '6.', '1'.repeat(13)].map((bad) => becomes(line.replace(/>.*</, `>${bad}<`)))
        : []),
    ]
    count += mutations.length
    mutations.forEach((xml, number) => {
      const said = [accepts(xml) ? 'the schema accepts' : '', refuses(xml) ? '' : 'we accept'].filter(Boolean)
      if (said.length > 0) wrong.push(`${parent}/${element} ${number}: ${said.join(', ')}`)
    })
  })
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(100)
})

test('the schema asks for our order and names, which reading does not', () => {
  const golden = read('src/co/golden/A.xml')
  const swapped = golden.replace(/( *<Form>.*\n)( *<Number>.*\n)/, '$2$1')
  expect(swapped).not.toBe(golden)
  expect([accepts(swapped), refuses(swapped)]).toEqual([false, false])
  expect(coXsd()).toContain('Nvarchar 255')
})
