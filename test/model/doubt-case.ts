/** The case of documents that look as if they needed nothing. */
import type { ValueCondition } from '../../packages/gateway/src/domain/approval/policy.ts'
import { anybody, kinds, oneOfAny, plainPeople, rule, version } from './case-parts.ts'
import type { SmallCase } from './small-case.ts'

const whole = (...values: readonly string[]) => ({ values, isComplete: true })
const part = (...values: readonly string[]) => ({ values, isComplete: false })
const transit = { name: 'xml:Transit', isCovered: true }
const path = '/Declaration/Total'
const above = (number: number): ValueCondition => ({ path, is: [], above: number })

/** Documents that look as if they needed nothing: a doubt never saves an approval. */
export const doubts: SmallCase = {
  name: 'documents in doubt: unknown kinds, values that are none, names spelt otherwise',
  accounts: ['binh'],
  documents: [
    version('large', { row: '1', values: { [path]: whole('5', ' 2000 ') } }),
    version('small', { row: '2', values: { [path]: whole('5') } }),
    version('equal', { row: '13', values: { [path]: whole('1000') } }),
    version('dots', { row: '3', values: { [path]: whole('1.000.000') } }),
    version('absent', { row: '4' }),
    version('cut', { row: '5', values: { [path]: part('5') } }),
    version('unknown kind', { row: '6', kind: null, values: { [path]: whole('5') } }),
    version('transit', { row: '7', kind: transit, values: { [path]: whole('Miễn') } }),
    version('transit in part', { row: '8', kind: transit, values: { [path]: part('Miễn') } }),
    version('transit of two', { row: '9', kind: transit, values: { [path]: whole('Miễn', 'khác') } }),
    version('transit outside', {
      row: '14',
      kind: { ...transit, isCovered: false },
      values: { [path]: whole('Miễn') },
    }),
    version('transit by values outside', {
      row: '15',
      kind: transit,
      values: { [path]: { ...whole('Miễn'), isCovered: false } },
    }),
    version('by name', { row: '10', requester: ' hùng ', values: { [path]: whole('5') } }),
    version('of nobody', { row: '11', requester: null, values: { [path]: whole('5000') } }),
    version('answer', { row: '12', requester: null, values: { [path]: whole('5000') }, isAnswer: true }),
  ],
  policies: {
    rules: {
      rules: [
        rule({
          name: 'miễn duyệt quá cảnh',
          exempt: true,
          when: { kinds: ['xml:Transit'], values: [{ path, is: ['Miễn'], above: null }] },
        }),
        rule({ name: 'trị giá', steps: [anybody], when: { values: [above(1000)], kinds: ['xml:Declaration'] } }),
        rule({ name: 'quá cảnh', steps: [anybody], when: { kinds: ['xml:Transit'] } }),
        rule({ name: 'người mới', steps: [anybody], when: { requesters: ['Hùng'] } }),
      ],
      means: ({ name }) => {
        if (name === 'of nobody') return 'refused'
        return ['small', 'equal', 'transit', 'answer'].includes(name) ? null : oneOfAny
      },
    },
    kinds: {
      rules: [rule({ steps: [anybody], when: { kinds: ['xml:Declaration'] }, anonymousRequester: 'allow' })],
      means: ({ name }) => (name.startsWith('transit') || name === 'answer' ? null : oneOfAny),
    },
    numbers: {
      rules: [
        rule({ name: 'miễn', exempt: true, when: { values: [{ path, is: [], above: 0 }] } }),
        rule({ steps: [anybody], anonymousRequester: 'allow' }),
      ],
      means: ({ name }) =>
        ['large', 'small', 'equal', 'unknown kind', 'by name', 'of nobody', 'answer'].includes(name) ? null : oneOfAny,
    },
  },
  people: {
    usual: { config: plainPeople.config, humans: { ...plainPeople.humans, ' hùng ': 'Hùng' } },
  },
  loans: [],
  events: kinds('submit', 'approve', 'policy', 'sign'),
  hours: 0,
  depth: { short: 3, long: 4 },
}
