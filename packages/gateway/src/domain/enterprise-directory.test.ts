import { parseTaxCode } from '@congky/shared'
import { expect, test } from 'vitest'
import { EnterpriseDirectory } from './enterprise-directory.ts'
import type { EnterpriseConfig, GatewayConfig, TableSourceConfig } from './gateway-config.ts'

const HEAD = '0101300842'
const BRANCH = '0101300842-001'
const OTHER = '0301519977'
const THIRD = '0100109106'
const entry = (taxCode: string, name: string, certificate: string | null = null, source: string | null = null) =>
  ({ taxCode: parseTaxCode(taxCode), name, certificate, source }) satisfies EnterpriseConfig
const sources = (...defaults: [name: string, certificate: string | null][]) =>
  defaults.map(([name, defaultCertificate]) => ({ name, defaultCertificate })) as unknown as TableSourceConfig[]

type Configured = Pick<GatewayConfig, 'enterprises' | 'sources' | 'defaultCertificate' | 'taxCodePolicy'>
const directory = (change: Partial<Configured>) =>
  new EnterpriseDirectory({
    enterprises: [],
    sources: [],
    defaultCertificate: null,
    taxCodePolicy: { ownCertificate: 'deny', defaultCertificate: 'allow', branchUsesParent: false },
    ...change,
  })
const bindings = (change: Partial<Configured>) =>
  directory(change)
    .find({ search: '' })
    .found.map(({ binding, choice, variesBySource }) => [
      binding,
      choice === null ? null : `${choice.reference} ${choice.via}`,
      ...(variesBySource ? ['varies'] : []),
    ])

test('a name is found without its accents, by any of its words, and a tax code by its digits', () => {
  const enterprises = [
    entry(HEAD, 'Công ty TNHH Đại Lý Á Châu'),
    entry(OTHER, 'CÔNG TY CỔ PHẦN BÌNH ĐỊNH'),
    entry(THIRD, 'Cong ty khong dau'),
  ]
  const search = (words: string) =>
    directory({ enterprises })
      .find({ search: words })
      .found.map(({ entry: { taxCode } }) => taxCode)
  expect(search('cong ty')).toHaveLength(3)
  expect(search('a chau')).toEqual([HEAD])
  expect(search('  CHÂU   dai ')).toEqual([HEAD])
  expect(search('binh dinh')).toEqual([OTHER])
  expect(search('khong dau')).toEqual([THIRD])
  expect(search('0301519')).toEqual([OTHER])
  expect(search('bình 0301')).toEqual([OTHER])
  expect(search('xyz')).toEqual([])
})

test('each is bound as a request for it would be', () => {
  const enterprises = [entry(HEAD, 'A', 'AA'), entry(OTHER, 'B'), entry(THIRD, 'C', 'CC', 'kho')]
  expect(bindings({ enterprises })).toEqual([
    ['own', 'AA enterprise'],
    ['missing', null],
    ['own', 'CC enterprise-in-source'],
  ])
  expect(bindings({ enterprises, defaultCertificate: 'DD' })[1]).toEqual(['default', 'DD gateway-default'])
})

test('a default of one database leaves requests of the other without any', () => {
  const enterprises = [entry(OTHER, 'B')]
  const one = sources(['kho', 'KK'], ['ecus', null])
  expect(bindings({ enterprises, sources: one })).toEqual([['missing', 'KK source-default', 'varies']])
  expect(bindings({ enterprises, sources: one, defaultCertificate: 'DD' })).toEqual([
    ['default', 'KK source-default', 'varies'],
  ])
  expect(bindings({ enterprises, sources: sources(['kho', 'KK'], ['ecus', 'KK']) })).toEqual([
    ['default', 'KK source-default'],
  ])
})

test('a line for one database beside the line for all makes the latter vary', () => {
  const enterprises = [entry(HEAD, 'A', 'AA'), entry(HEAD, 'A', 'AB', 'kho')]
  expect(bindings({ enterprises, sources: sources(['kho', null], ['ecus', null]) })).toEqual([
    ['own', 'AA enterprise', 'varies'],
    ['own', 'AB enterprise-in-source'],
  ])
})

test("a branch shows its head's certificate where branches may borrow it", () => {
  const enterprises = [entry(HEAD, 'A', 'AA'), entry(BRANCH, 'A1')]
  expect(bindings({ enterprises })[1]).toEqual(['missing', null])
  const taxCodePolicy = { ownCertificate: 'deny', defaultCertificate: 'allow', branchUsesParent: true } as const
  expect(bindings({ enterprises, taxCodePolicy })[1]).toEqual(['own', 'AA enterprise'])
})

test('filters narrow the list, and the counts tell of every binding', () => {
  const enterprises = [entry(HEAD, 'A', 'AA'), entry(OTHER, 'B'), entry(THIRD, 'C', null, 'kho')]
  const all = directory({ enterprises, sources: sources(['kho', 'KK']) })
  const names = (wishes: Parameters<EnterpriseDirectory['find']>[0]) =>
    all.find(wishes).found.map((each) => each.entry.name)
  expect(names({ search: '', source: 'kho' })).toEqual(['C'])
  expect(names({ search: '', source: null })).toEqual(['A', 'B'])
  expect(names({ search: '', binding: 'default' })).toEqual(['B', 'C'])
  expect(all.find({ search: '', binding: 'own' }).counts).toEqual({ own: 1, default: 2, missing: 0 })
})
