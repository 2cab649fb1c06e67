/**
 * The schemas that others validate with agree with our own validation: both accept every golden file, and both refuse
 * each way to break a row of its table. libxml2 is the judge.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  buildCustomsMessage,
  type CustomsKind,
  type CustomsRule,
  checkCustomsMessage,
  customsKinds,
  type FieldRule,
  sampleCustomsMessage,
} from '@congky/documents'
import { describe, expect, test } from 'vitest'
import { acceptedBy } from './support/xsd.ts'

const folder = fileURLToPath(new URL('../packages/documents/', import.meta.url))
const read = (path: string) => readFileSync(folder + path, 'utf8')

describe.each(customsKinds)('the schema of $code', (kind) => {
  const golden = read(`src/customs/golden/${kind.code}.xml`)

  test('accepts the golden file, signed or not', () => {
    const accepts = schemaOf(kind)
    const place = '  </Body>'
    const signatures = {
      none: '',
      empty: '<Signature/>',
      kdt: '<Signature><data>QUJD</data><fileCert>QUJD</fileCert></Signature>',
      w3c: '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>',
    }
    for (const [name, signature] of Object.entries(signatures)) {
      const signed = golden.replace(place, `${signature}${place}`).replace('<Content>', '<Content Id="c1">')
      expect(accepts(signed), name).toBe(true)
      expect(checkCustomsMessage(signed).findings, name).toEqual([])
    }
  })

  test('refuses what our own validation refuses: each row broken in each way', () => {
    const accepts = schemaOf(kind)
    const mutations = mutationsOf(golden, kind)
    expect(mutations.length).toBeGreaterThan(40)
    const wrong = mutations.flatMap(({ name, xml, rule }) => {
      const ours = errorRules(xml)
      return [
        ...(accepts(xml) ? [`${name}: the schema accepts it`] : []),
        ...(ours.includes(rule) ? [] : [`${name}: no ${rule}, but ${ours.join(', ') || 'nothing'}`]),
      ]
    })
    expect(wrong).toEqual([])
  })

  test('asks for the order of the table, which reading does not', () => {
    const lines = golden.split('\n')
    const at = lines.findIndex((line) => line.includes('<type>'))
    const [type = '', fn = ''] = lines.splice(at, 2)
    const swapped = lines.toSpliced(at, 0, fn, type).join('\n')
    expect(schemaOf(kind)(swapped)).toBe(false)
    expect(checkCustomsMessage(swapped).findings).toEqual([])
  })
})

test('goods without a declaration are accepted by schema and validation: required for exports only', () => {
  for (const code of ['11-11', '12-11', '04-99', '05-99', '05-04'] as const) {
    const kind = customsKinds.find((one) => one.code === code)
    if (kind === undefined) throw new Error(code)
    const without = read(`src/customs/golden/${code}.xml`).replace(/ *<DecNo>.*<\/DecNo>\n/g, '')
    expect(schemaOf(kind)(without), code).toBe(true)
    expect(checkCustomsMessage(without).findings[0], code).toMatchObject({ severity: 'warning', rule: 'condition' })
  }
})

test('a schema accepts a list of any length', () => {
  const kind = customsKinds.find(({ code }) => code === '13-11')
  if (kind === undefined) throw new Error('13-11')
  expect(schemaOf(kind)(buildCustomsMessage(sampleCustomsMessage('13-11', { count: 300 })))).toBe(true)
})

/** Whether the schema of a kind, as committed, accepts a text. */
const schemaOf = ({ code }: CustomsKind): ((xml: string) => boolean) => acceptedBy(read(`xsd/${code}.xsd`))

const errorRules = (xml: string) =>
  checkCustomsMessage(xml)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule)

interface Mutation {
  readonly name: string
  readonly xml: string
  /** What our validation has to say. */
  readonly rule: CustomsRule
}

/** Every way to break every row that the golden file fills, each alone. */
function mutationsOf(golden: string, kind: CustomsKind): Mutation[] {
  const lines = golden.split('\n')
  let parent = ''
  return lines.flatMap((line, at) => {
    parent = /^\s*<(\w+)>$/.exec(line)?.[1] ?? parent
    const [, element] = /^\s*<(\w+)>.*<\/\w+>$/.exec(line) ?? []
    const row = rowOf(kind, parent, element ?? '')
    if (row === undefined) return []
    const becomes = (...others: string[]) => lines.toSpliced(at, 1, ...others).join('\n')
    const holding = (value: string) => becomes(line.replace(/>.*</, `>${value}<`))
    const name = `${parent}/${element}`
    const required: Mutation[] = [
      { name: `${name} missing`, xml: becomes(), rule: 'missing' },
      { name: `${name} renamed`, xml: becomes(line.replaceAll(`${element}>`, 'Other>')), rule: 'missing' },
    ]
    const filled: Mutation = {
      name: `${name} empty`,
      xml: holding(''),
      rule: parentIsHeader(parent) ? 'missing' : 'empty',
    }
    return [
      ...(row.need === 'filled' || row.need === 'present' ? required : []),
      ...(row.need === 'filled' ? [filled] : []),
      { name: `${name} repeated`, xml: becomes(line, line), rule: 'element-repeated' },
      ...badValues(row).map(([value, rule]) => ({ name: `${name}=${value.slice(0, 30)}`, xml: holding(value), rule })),
    ] satisfies Mutation[]
  })
}

const parentIsHeader = (parent: string) => ['Reference', 'From', 'To', 'Subject'].includes(parent)

function rowOf(kind: CustomsKind, parent: string, element: string): FieldRule | undefined {
  if (!parentIsHeader(parent)) {
    return [...kind.content.rules, ...(kind.content.item?.rules ?? [])].find((rule) => rule.element === element)
  }
  // Another type or function is another kind of message, not a broken one.
  if (element === 'type' || element === 'function') return undefined
  return kind.header.rules.find((rule) => rule.parent === parent && rule.element === element)
}

/** Values that this type refuses, and by which rule. */
function badValues({ type }: FieldRule): [string, CustomsRule][] {
  switch (type.is) {
    case 'text':
      // Characters count, not bytes and not UTF-16 units.
      return [
        ['x'.repeat(type.max + 1), 'too-long'],
        ['ệ'.repeat(type.max + 1), 'too-long'],
        ['😀'.repeat(type.max + 1), 'too-long'],
      ]
    case 'guid':
      return [
        ['3f9d2c1a-7b64-4e05-9c8e-00000000020', 'wrong-length'],
        ['3f9d2c1a-7b64-4e05-9c8e-0000000002011', 'wrong-length'],
      ]
    case 'digits':
      return [
        ['1'.repeat(type.max + 1), 'number'],
        ['x', 'number'],
      ]
    case 'decimal':
      return ['1,5', '-1', '.5', '5.', '1e3', '١', '1'.repeat(13), `${'1'.repeat(12)}.5`].map((bad) => [bad, 'number'])
    case 'date':
      return ['2026-02-29', '2100-02-29', '2026-13-01', '2026-04-31', '0001-01-01', '2026-1', 'nay'].map((bad) => [
        bad,
        'date',
      ])
    case 'datetime':
      return ['2026-02-29 10:00:00', '2026-11-20 24:00:00', '2026-11-20 10:60:00', '2026-11-20 10'].map((bad) => [
        bad,
        'date',
      ])
    case 'code':
      return ['ZZ9', 'NKVK', 'NKVK12', '99'].map((bad) => [bad, 'code-unknown'])
    case 'cimp':
      return ['***', 'QUJ', 'Lô hàng'].map((bad) => [bad, 'base64'])
  }
}
