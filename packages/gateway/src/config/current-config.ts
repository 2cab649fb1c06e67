/** The configuration that is in force while the gateway runs, and what people are told of edits of its file. */
import type { Bilingual, StatusNotice } from '@congky/shared'
import type { GatewayConfig, Limits, ModuleConfig } from '../domain/gateway-config.ts'

/** Parts built with these at the start do not follow a change; of modules, some changes are followed (below). */
const RESTART_FIELDS = [
  'listen',
  'stateDir',
  'modules',
  'profiles',
  'tls',
  'exchange',
] as const satisfies readonly (keyof GatewayConfig)[]
const RESTART_LIMITS = ['documentBytesMax', 'laneQueueMax'] as const satisfies readonly (keyof Limits)[]

/** Keys of the file that take effect with a restart only. */
export const RESTART_KEYS: readonly string[] = [...RESTART_FIELDS, ...RESTART_LIMITS.map((key) => `limits.${key}`)]

export class CurrentConfig {
  #value: GatewayConfig
  #notices: readonly StatusNotice[] = []
  #waiting: readonly string[] = []

  constructor(value: GatewayConfig) {
    this.#value = value
  }

  get value(): GatewayConfig {
    return this.#value
  }

  get notices(): readonly StatusNotice[] {
    return this.#notices
  }

  /** Keys of the file that wait for a restart. */
  get waiting(): readonly string[] {
    return this.#waiting
  }

  /**
   * Takes an edited configuration over; what needs a restart stays as it is and is said, not half done.
   *
   * @returns The keys that wait for a restart, such as `listen` or `limits.laneQueueMax`.
   */
  takeOver(next: GatewayConfig): readonly string[] {
    const fields = RESTART_FIELDS.filter((field) => {
      if (field === 'modules') return !canFollow(this.#value.modules, next.modules)
      return JSON.stringify(next[field]) !== JSON.stringify(this.#value[field])
    })
    const kept = Object.fromEntries(fields.map((field) => [field, this.#value[field]]))
    const before = this.#value.limits
    const keys = RESTART_LIMITS.filter((key) => next.limits[key] !== before[key])
    const keptLimits = Object.fromEntries(keys.map((key) => [key, before[key]]))
    this.#value = { ...next, ...kept, limits: { ...next.limits, ...keptLimits } }
    const waiting = [...fields, ...keys.map((key) => `limits.${key}`)]
    this.#waiting = waiting
    this.#notices = waiting.length === 0 ? [] : [restartNotice(waiting)]
    return waiting
  }

  /** Tells people what became of an edit, until the next one is taken over. */
  notify(notice: Bilingual): void {
    this.#notices = [...this.#notices, { ...notice, topic: 'config' }]
  }
}

/** Whether modules were only added, and tokens only named: the rest of what is in use stays as it is. */
function canFollow(before: readonly ModuleConfig[], after: readonly ModuleConfig[]): boolean {
  return before.every(({ tokens, ...module }) => {
    const next = after.find(({ name }) => name === module.name)
    if (!next) return false
    const { tokens: nextTokens, ...rest } = next
    const areNamed = tokens.every(({ serial }) => nextTokens.some((token) => token.serial === serial))
    return areNamed && JSON.stringify(rest) === JSON.stringify(module)
  })
}

function restartNotice(fields: readonly string[]): StatusNotice {
  const names = fields.join(', ')
  return {
    topic: 'restart',
    en: `Restart the gateway for the change of: ${names}`,
    vi: `Khởi động lại cổng ký để áp dụng thay đổi: ${names}`,
  }
}
