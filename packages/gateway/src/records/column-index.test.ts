import { expect, test } from 'vitest'
import { seeded } from '../../../../test/support/history-sample.ts'
import { ColumnIndex, type IndexQuery, type IndexRow } from './column-index.ts'
import { foldText, searchWords } from './fold-text.ts'

type Name = 'state' | 'source'
const random = seeded(20261123)
const SOURCES = ['ecus hà nội', 'ecus-hai-phong', null]
const STATES = ['signed', 'held', 'rejected']

/** More than two blocks, with gaps in the numbers and times that go back now and then. */
function rows(count: number): IndexRow<Name>[] {
  let seq = 0
  return Array.from({ length: count }, (_, at) => {
    seq += 1 + random(3)
    return {
      seq,
      at: at * 1000 - random(5000),
      names: { state: STATES[random(3)] ?? null, source: SOURCES[random(3)] ?? null },
      text: foldText(`Tờ khai ${random(2000)}\tđơn-${random(100)}`),
    }
  })
}

/** The same question, asked of each row. */
function search(all: readonly IndexRow<Name>[], query: IndexQuery<Name>) {
  const { from = -Infinity, to = Infinity, after = 0, before = Infinity, names, terms, limit } = query
  const found = all
    .toReversed()
    .filter(({ at, seq }) => at >= from && at < to && seq > after)
    .filter((row) =>
      (['state', 'source'] as const).every((name) => names[name]?.includes(row.names[name] ?? '') ?? true),
    )
    .filter((row) =>
      terms.every(
        ({ word, also }) =>
          row.text.includes(word) ||
          (row.names.source !== null &&
            (foldText(row.names.source).includes(word) || (also.source ?? []).includes(row.names.source))),
      ),
    )
  return {
    seqs: found
      .filter(({ seq }) => seq < before)
      .slice(0, limit)
      .map(({ seq }) => seq),
    total: found.length,
  }
}

test('every combination of filters and words answers as looking at each row does', () => {
  const all = rows(10_000)
  const index = new ColumnIndex<Name>(['state', 'source'], ['source'])
  for (const row of all) index.put(row)
  // Some change, as requests do when they are signed.
  for (let change = 0; change < 300; change++) {
    const at = random(all.length)
    const old = all[at]
    if (!old) continue
    all[at] = { ...old, names: { ...old.names, state: 'signed' }, text: foldText(`sửa ${random(50)}`) }
    index.put(all[at] ?? old)
  }
  const words = ['', '7', 'to khai 17', 'sua 3', 'hai', 'noi', 'khong-co', 'don-99 to', 'ma-rieng']
  for (let round = 0; round < 400; round++) {
    const maybe = <T>(value: T) => (random(2) === 0 ? undefined : value)
    const query = Object.fromEntries(
      Object.entries({
        from: maybe(random(10_000_000)),
        to: maybe(random(10_000_000)),
        after: maybe(random(20_000)),
        before: maybe(random(20_000)),
        limit: 1 + random(60),
        countMax: Infinity,
        names: {
          ...(random(2) ? { state: ['held', 'signed'] } : {}),
          ...(random(3) ? {} : { source: ['ecus-hai-phong'] }),
        },
        terms: searchWords(words[random(words.length)] ?? '').map((word) => ({
          word,
          also: word === 'ma-rieng' ? { source: ['ecus hà nội'] } : {},
        })),
      }).filter(([, value]) => value !== undefined),
    ) as unknown as IndexQuery<Name>
    expect(index.find(query), JSON.stringify(query)).toEqual({ ...search(all, query), isMore: false })
  }
})

test('counting ends where it is told to, and says so', () => {
  const index = new ColumnIndex<Name>(['state', 'source'], ['source'])
  for (const row of rows(20_000)) index.put(row)
  const query = { limit: 5, countMax: 100, names: {}, terms: [{ word: 'to', also: {} }] }
  expect(index.find(query)).toMatchObject({ total: 100, isMore: true, seqs: { length: 5 } })
})

test('a page far behind the end of the count is the right one, also when it is the last and short', () => {
  const all = rows(20_000)
  const index = new ColumnIndex<Name>(['state', 'source'], ['source'])
  for (const row of all) index.put(row)
  for (const at of [0, 1, 3, 4_097, 9_000, 19_999]) {
    const before = all[at]?.seq ?? 0
    const query = { limit: 5, countMax: 100, before, names: {}, terms: [{ word: 'to', also: {} }] }
    expect(index.find(query)).toEqual({ seqs: search(all, query).seqs, total: 100, isMore: true })
  }
})

test('marks of Vietnamese and case make no difference', () => {
  expect(foldText('Đại lý HẢI QUAN Ước Ỷ')).toBe('dai ly hai quan uoc y')
  expect(searchWords('  Dệt  MAY\n')).toEqual(['det', 'may'])
})
