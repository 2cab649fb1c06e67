import { parseTaxCode } from '@congky/shared'
import { expect, test } from 'vitest'
import { parseEnterpriseCsv } from './enterprise-csv.ts'
import { ENTERPRISES_MAX, type ListGround, planList } from './enterprise-list.ts'

const ground: ListGround = {
  enterprises: [
    { taxCode: parseTaxCode('0101300842'), name: 'A', certificate: 'AA', source: null },
    { taxCode: parseTaxCode('0100109106'), name: 'B', certificate: null, source: null },
  ],
  policy: { ownCertificate: 'deny', defaultCertificate: 'allow', branchUsesParent: false },
  certificates: new Map([
    ['AA', parseTaxCode('0101300842')],
    ['DD', null],
  ]),
}
const plan = (text: string, change: Partial<ListGround> = {}) =>
  planList(parseEnterpriseCsv(text, ['ecus']), { ...ground, ...change })

test('tells what is new, what changes with before and after, and what stays', () => {
  const { edits, report } = plan(`taxCode,name,certificate,source
0101300842,A mới,,
0100109106,B,,
0301519977,C,DD,ecus
0101300842,A,AA,ecus
`)
  expect(report.counts).toEqual({ lines: 4, added: 2, changed: 1, unchanged: 1, bad: 0, warnings: 0 })
  expect(report.changed).toEqual([
    {
      ...{ line: 2, taxCode: '0101300842', name: 'A mới', source: null, certificate: 'AA' },
      before: { name: 'A', certificate: 'AA' },
    },
  ])
  expect(edits.map(({ line }) => line)).toEqual([2, 4, 5])
})

test('a line with several faults is one bad line', () => {
  const { edits, report } = plan('taxCode,name,certificate\n0101300843,,xyz\n')
  expect([report.counts.bad, report.bad.length, edits.length]).toEqual([1, 3, 0])
})

test('warns of a certificate that is on no token, and of one that is another enterprise’s', () => {
  const list = 'taxCode,name,certificate\n0100109106,B,BB\n0301519977,C,AA\n0101300842-001,D,AA\n'
  const { report } = plan(list)
  expect(report.warnings.map(({ line, field }) => [line, field])).toEqual([
    [2, 'certificate'],
    [3, 'certificate'],
    [4, 'certificate'],
  ])
  expect(report.warnings[1]?.text.vi).toContain('sẽ bị từ chối')
  const lenient = { ...ground.policy, branchUsesParent: true }
  expect(plan(list, { policy: lenient }).report.warnings.map(({ line }) => line)).toEqual([2, 3])
  const careless = { ...ground.policy, ownCertificate: 'allow' } as const
  expect(plan(list, { policy: careless }).report.warnings.map(({ line }) => line)).toEqual([2])
})

test('what no longer fits into the configuration is bad, what was there before is changed', () => {
  const filler = { taxCode: parseTaxCode('0301519977'), name: 'x', certificate: null, source: 'x' }
  const full = [...ground.enterprises, ...Array.from({ length: ENTERPRISES_MAX - 3 }, () => filler)]
  const { edits, report } = plan('taxCode,name\n0101300842,A2\n0301519977,C\n0100112437,D\n', { enterprises: full })
  expect(edits.map(({ line }) => line)).toEqual([2, 3])
  expect(report.bad.map(({ line }) => line)).toEqual([4])
})
