import { describe, expect, test } from 'vitest'
import { formatProblem } from './config-problem.ts'
import { checkConfig } from './load.ts'

const check = (approval: string) => {
  const indented = approval.trimEnd().replace(/^/gm, '  ')
  return checkConfig(
    `sources:\n  - name: ecus\n    dialect: sqlite\n    connection:\n      file: a.db\napproval:\n${indented}\n`,
    '/etc/congky.yaml',
  )
}
const said = (approval: string) => {
  const { problems, warnings } = check(approval)
  const shown = problems.map((problem) => formatProblem(problem, '', 'en').replace(/^:\d+:\d+: /, ''))
  return [
    ...shown,
    ...warnings.map((warning) => `warning ${formatProblem(warning, '', 'en').replace(/^:\d+:\d+: /, '')}`),
  ]
}
const rule = (more: string) => `rules:\n  - name: r\n    ${more.replace(/\n/g, '\n    ')}\n`
const STEPS = 'steps:\n  - name: Giám đốc\n    approvers: [minh]'

test('a rule is read with every default', () => {
  const { config } = check(rule(`when:\n  kinds: [pdf]\n  values:\n    - path: /a/@b\n      above: 10.5\n${STEPS}`))
  expect(config?.approval).toEqual({
    rules: [
      {
        name: 'r',
        when: {
          ...{ taxCodes: [], sources: [], profiles: [], kinds: ['pdf'], requesters: [] },
          values: [{ path: '/a/@b', is: [], above: 10.5 }],
        },
        ...{ exempt: false, steps: [{ name: 'Giám đốc', approvers: ['minh'], need: 1 }], signWith: 'enterprise' },
        ...{ expiresAfterHours: 72, atExpiry: 'return', anonymousRequester: 'refuse' },
      },
    ],
    people: [],
  })
})

test('accounts are read as they are called', () => {
  const { config } = check(rule('steps:\n  - name: s\n    approvers: [Minh]'))
  expect(config?.approval.rules[0]?.steps[0]?.approvers).toEqual(['minh'])
  expect(said(rule('steps:\n  - name: s\n    approvers: [Trần Minh]'))).toEqual([
    'approval.rules[0].steps[0].approvers[0]: expected the name of an account, as typed at login',
  ])
})

describe('what cannot work is told where it stands', () => {
  test.each([
    [`when:\n  sources: [ecsu]\n${STEPS}`, 'when.sources[0]: there is no source ecsu; did you mean ecus?'],
    [`when:\n  profiles: [einvoice]\n${STEPS}`, 'when.profiles[0]: there is no profile einvoice'],
    [`when:\n  kinds: [invoice]\n${STEPS}`, 'when.kinds[0]: there are no documents of the kind invoice; kinds are'],
    [`when:\n  values:\n    - path: a/b\n${STEPS}`, 'when.values[0].path: a path names elements'],
    [`when:\n  values:\n    - path: /a\n      above: 1.000.000\n${STEPS}`, 'when.values[0].above: expected a number'],
    ['exempt: false', 'steps: is missing: who approves it?'],
    [`exempt: true\n${STEPS}`, 'steps: does not go with exempt: true'],
    ['exempt: true\nsignWith: approver', 'signWith: does not go with exempt: true'],
    ['steps:\n  - name: s\n    need: all', 'steps[0].need: all needs the approvers by name'],
    ['steps:\n  - name: s\n    need: some', 'steps[0].need: expected a number of people, or all'],
    ['steps:\n  - name: s\n    approvers: [a, b]\n    need: 3', 'steps[0].need: needs 3 people, and approvers names 2'],
    [
      'steps:\n  - name: s\n    approvers: [a]\n  - name: t\n    approvers: [A]',
      'steps[1]: could never be completed: nobody approves the same document twice',
    ],
    [`signWith: approver\n${STEPS}`, 'steps[0].approvers[0]: signWith: approver needs a certificate of minh'],
    ['signWith: approver\nsteps:\n  - name: s', 'signWith: needs somebody with a certificate'],
  ])('%s', (more, problem) => {
    const [first, ...others] = said(rule(more))
    expect(first?.startsWith(`approval.rules[0].${problem}`), first).toBe(true)
    expect(others).toEqual([])
  })
})

test('steps that need more people than there are, counting those who are one person', () => {
  const steps = 'steps:\n  - name: s\n    approvers: [a, b]\n  - name: t\n    approvers: [b, c]\n    need: 2'
  expect(said(rule(steps))).toEqual([])
  const people = 'people:\n  - accounts: [a]\n    workstations: [kho]\n  - accounts: [c]\n    workstations: [kho]\n'
  expect(said(rule(steps) + people).join()).toContain('steps[1]: could never be completed')
})

test('names that stand twice', () => {
  const twice = `rules:\n  - name: r\n    exempt: true\n    when: { kinds: [pdf] }\n  - name: r\n    exempt: true\n`
  expect(said(twice)).toEqual(['approval.rules[1].name: already stands on line 8'])
  const people = 'people:\n  - accounts: [a]\n    certificate: 11AA\n  - accounts: [A]\n    certificate: 22BB\n'
  expect(said(people)).toEqual(['approval.people[1].certificate: the account A has the certificate 11AA already'])
})

test('rules that are never reached, and headers that nobody signs, are warned of', () => {
  const after = `rules:\n  - name: all\n    exempt: true\n  - name: late\n    ${STEPS.replace(/\n/g, '\n    ')}\n`
  expect(said(after)).toEqual([
    'warning approval.rules[1]: is never reached: the rule all before it fits every request',
  ])
  expect(said(rule(`when:\n  kinds: ['customs:02']\n${STEPS}`))[0]).toMatch(
    /^warning .*kinds\[0\]: stands in the header/,
  )
  expect(said(rule("exempt: true\nwhen:\n  kinds: ['customs:02']"))[0]).toMatch(/the rule exempts nothing$/)
})

test('a thousand people and steps of many take no time to check', () => {
  const names = Array.from({ length: 50 }, (_, index) => `p${index}`).join(', ')
  const steps = Array.from({ length: 10 }, (_, index) => `  - name: s${index}\n    approvers: [${names}]\n    need: 6`)
  const people = Array.from({ length: 1000 }, (_, index) => `  - accounts: [p${index}, q${index}]`).join('\n')
  expect(said(`${rule(`steps:\n${steps.join('\n')}`)}people:\n${people}\n`).join()).toContain(
    'could never be completed',
  )
})
