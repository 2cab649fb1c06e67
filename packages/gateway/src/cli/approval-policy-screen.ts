/** A policy's answer about one document: every rule that was asked, each of its conditions, and what it comes to. */
import type { ApprovalStep } from '../domain/approval/approval.ts'
import { Persons } from '../domain/approval/persons.ts'
import {
  type ApprovalConfig,
  type ApprovalRule,
  answersTo,
  type ConditionAnswer,
  findRule,
  type PolicyFacts,
} from '../domain/approval/policy.ts'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'

export interface PolicyVerdict {
  readonly needsApproval: boolean
  /** The rule that decides; null when none fits. */
  readonly rule: string | null
  /** Null without an approval. */
  readonly plan: Pick<ApprovalRule, 'steps' | 'signWith' | 'expiresAfterHours' | 'atExpiry'> | null
  /** Whether it is refused because nobody says who asks. */
  readonly isAnonymous: boolean
  /** Named approvers who go by the requester's name. */
  readonly barred: readonly string[]
  /** Every rule down to the one that decides, with the conditions that say something. */
  readonly asked: readonly {
    readonly rule: string
    readonly fits: boolean
    readonly conditions: readonly ConditionAnswer[]
  }[]
}

export function judgePolicy(policy: ApprovalConfig, facts: PolicyFacts): PolicyVerdict {
  const rule = findRule(policy, facts)
  const last = rule === null ? policy.rules.length : policy.rules.indexOf(rule) + 1
  const plan = rule === null || rule.exempt ? null : rule
  const asker = facts.requester === null ? [] : [facts.requester]
  const persons = new Persons(policy.people, [])
  const approvers = new Set(plan?.steps.flatMap((step) => step.approvers) ?? [])
  return {
    needsApproval: plan !== null,
    rule: rule?.name ?? null,
    plan: plan && {
      ...{ steps: plan.steps, signWith: plan.signWith },
      ...{ expiresAfterHours: plan.expiresAfterHours, atExpiry: plan.atExpiry },
    },
    isAnonymous: plan?.anonymousRequester === 'refuse' && facts.requester === null,
    barred: [...approvers].filter((account) => persons.isOneOf(asker, account)),
    asked: policy.rules.slice(0, last).map((each) => ({
      rule: each.name,
      fits: each === rule,
      conditions: answersTo(each, facts).filter(({ condition }) => says(each, condition)),
    })),
  }
}

/** An empty list fits everything and says nothing. */
function says({ when }: ApprovalRule, condition: ConditionAnswer['condition']): boolean {
  return typeof condition !== 'string' || when[condition].length > 0
}

export function policyLines(verdict: PolicyVerdict, facts: PolicyFacts, cli: Cli): string[] {
  return [
    ...cli.pairs(factPairs(facts, cli)),
    '',
    ...verdict.asked.flatMap(({ rule, fits, conditions }) => [
      fits ? cli.ok(printable(rule)) : `– ${printable(rule)}`,
      ...conditions.map((each) => `    ${conditionLine(each, facts, cli)}`),
    ]),
    '',
    ...verdictLines(verdict, cli),
  ]
}

function factPairs({ kinds, taxCode, source, profile, requester }: PolicyFacts, { say }: Cli) {
  const nobody = say('không rõ', 'nobody says')
  return [
    [say('Loại chứng từ', 'Kinds'), printable(kinds.map(({ name }) => name).join(', ')) || nobody],
    [say('Mã số thuế', 'Tax code'), taxCode ?? nobody],
    [say('Nguồn', 'Source'), printable(source)],
    [say('Mẫu ký', 'Profile'), printable(profile)],
    [say('Người trình', 'Requester'), requester === null ? nobody : printable(requester)],
  ] as const
}

function conditionLine({ condition, answer }: ConditionAnswer, facts: PolicyFacts, { say }: Cli): string {
  const names = {
    taxCodes: say('mã số thuế', 'tax code'),
    sources: say('nguồn', 'source'),
    profiles: say('mẫu ký', 'profile'),
    kinds: say('loại chứng từ', 'kind'),
    requesters: say('người trình', 'requester'),
  } as const
  const answers = {
    yes: say('phù hợp', 'fits'),
    no: say('không phù hợp', 'does not fit'),
    unknown: say('không xác định được', 'cannot be told'),
  } as const
  if (typeof condition === 'string') return `${names[condition]}: ${answers[answer]}`
  const { values = [] } = facts.values[condition.path] ?? {}
  const found = values.length === 0 ? say('không có', 'nothing there') : values.slice(0, 3).join(', ')
  return printable(`${condition.path} (${found}${values.length > 3 ? '…' : ''}): ${answers[answer]}`)
}

function verdictLines({ plan, rule, isAnonymous, barred }: PolicyVerdict, cli: Cli): string[] {
  const { say } = cli
  const named = printable(rule ?? '')
  if (rule === null) return [cli.ok(say('Không cần duyệt: không quy tắc nào phù hợp.', 'No approval: no rule fits.'))]
  if (plan === null) return [cli.ok(say(`Được miễn duyệt theo ${named}.`, `Exempt by ${named}.`))]
  if (isAnonymous) {
    return [
      cli.bad(say(`Bị từ chối: ${named} cần biết ai trình.`, `Refused: ${named} has to know who asks.`)),
      cli.next(say('Thử với tên người trình: --requester <tên>', 'Try it with who asks: --requester <name>')),
    ]
  }
  const after = say(`sau ${plan.expiresAfterHours} giờ`, `after ${plan.expiresAfterHours} hours`)
  const end = plan.atExpiry === 'hold' ? say('giữ lại', 'held') : say('trả lại', 'returned')
  return [
    cli.warning(say(`Cần duyệt theo ${named}:`, `Needs an approval by ${named}:`)),
    ...plan.steps.map((step, index) => `    ${index + 1}. ${printable(stepWords(step, cli))}`),
    ...(plan.signWith === 'approver'
      ? [`    ${say('Ký bằng chữ ký số của người duyệt cuối.', 'Signed with the certificate of who approves last.')}`]
      : []),
    `    ${say(`Không ai quyết định thì ${after} ${end}.`, `When nobody decides, it is ${end} ${after}.`)}`,
    ...barred.map((account) =>
      cli.warning(
        say(
          `${printable(account)} là người trình nên không được duyệt`,
          `${printable(account)} asks, and may not approve`,
        ),
      ),
    ),
  ]
}

function stepWords({ name, approvers, need }: ApprovalStep, { say }: Cli): string {
  const who = approvers.length === 0 ? say('mọi người duyệt', 'every approver') : approvers.join(', ')
  const many = need === 'all' ? say('tất cả', 'all') : say(`${need} người`, `${need}`)
  return `${name}: ${who} (${many})`
}
