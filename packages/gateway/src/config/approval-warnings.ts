/** Rules of approval that are allowed and may not do what their author thinks. */
import type { Bilingual } from '@congky/shared'
import type { ApprovalConfig, ApprovalRule, RuleConditions } from '../domain/approval/policy.ts'
import type { ConfigPath } from './config-problem.ts'

interface Warning {
  readonly path: ConfigPath
  readonly text: Bilingual
}

export function approvalWarnings({ rules }: ApprovalConfig): Warning[] {
  const all = rules.findIndex(({ when }) => fitsAll(when))
  const warnings = rules.flatMap((rule, index) => headerWarnings(rule, ['approval', 'rules', index]))
  if (all < 0 || all === rules.length - 1) return warnings
  const text = {
    en: `is never reached: the rule ${rules[all]?.name} before it fits every request`,
    vi: `không bao giờ được xét: quy tắc ${rules[all]?.name} đứng trước áp dụng cho mọi yêu cầu`,
  }
  return [...warnings, { path: ['approval', 'rules', all + 1], text }]
}

function fitsAll(when: RuleConditions): boolean {
  return Object.values(when).every((list: readonly unknown[]) => list.length === 0)
}

/** What the profiles for messages of customs sign is Content; anybody can put another header before it. */
function headerWarnings({ when, exempt }: ApprovalRule, at: ConfigPath): Warning[] {
  const kinds = when.kinds.flatMap((kind, index) => (kind.startsWith('customs:') ? [['kinds', index] as const] : []))
  const values = when.values.flatMap(({ path }, index) =>
    /(?:^|\/)Header\//.test(path) ? [['values', index] as const] : [],
  )
  const text = exempt ? NEVER_EXEMPT : CAN_CHANGE
  return [...kinds, ...values].map(([key, index]) => ({ path: [...at, 'when', key, index], text }))
}

const CAN_CHANGE: Bilingual = {
  en: 'stands in the header, which customs-1543 and customs-kdt do not sign: who sends can write something else there. A value in the content says it for certain',
  vi: 'nằm ở phần đầu thông điệp, mà customs-1543 và customs-kdt không ký phần này: người gửi có thể ghi khác đi. Hãy dùng giá trị trong phần nội dung để chắc chắn',
}
const NEVER_EXEMPT: Bilingual = {
  en: 'stands in the header: where the profile does not sign it (customs-1543, customs-kdt), the rule exempts nothing',
  vi: 'nằm ở phần đầu thông điệp: với mẫu ký không ký phần này (customs-1543, customs-kdt), quy tắc không miễn duyệt gì cả',
}
