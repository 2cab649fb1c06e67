/** The configuration that is in force while the gateway runs, and what people are told of edits of its file. */
import type { Bilingual, StatusNotice } from '@congky/shared'
import type { GatewayConfig } from '../domain/gateway-config.ts'

/** Parts built with these at the start do not follow a change. */
const RESTART_FIELDS = [
  'listen',
  'stateDir',
  'modules',
  'profiles',
  'tls',
] as const satisfies readonly (keyof GatewayConfig)[]

export class CurrentConfig {
  #value: GatewayConfig
  #notices: readonly StatusNotice[] = []
  #waiting: readonly (keyof GatewayConfig)[] = []

  constructor(value: GatewayConfig) {
    this.#value = value
  }

  get value(): GatewayConfig {
    return this.#value
  }

  get notices(): readonly StatusNotice[] {
    return this.#notices
  }

  /** Fields of the file that wait for a restart. */
  get waiting(): readonly (keyof GatewayConfig)[] {
    return this.#waiting
  }

  /**
   * Takes an edited configuration over; what needs a restart stays as it is and is said, not half done.
   *
   * @returns The fields that wait for a restart.
   */
  takeOver(next: GatewayConfig): readonly (keyof GatewayConfig)[] {
    const waiting = RESTART_FIELDS.filter((field) => JSON.stringify(next[field]) !== JSON.stringify(this.#value[field]))
    const kept = Object.fromEntries(waiting.map((field) => [field, this.#value[field]]))
    this.#value = { ...next, ...kept }
    this.#waiting = waiting
    this.#notices = waiting.length === 0 ? [] : [restartNotice(waiting)]
    return waiting
  }

  /** Tells people what became of an edit, until the next one is taken over. */
  notify(notice: Bilingual): void {
    this.#notices = [...this.#notices, { ...notice, topic: 'config' }]
  }
}

function restartNotice(fields: readonly string[]): StatusNotice {
  const names = fields.join(', ')
  return {
    topic: 'restart',
    en: `Restart the gateway for the change of: ${names}`,
    vi: `Khởi động lại cổng ký để áp dụng thay đổi: ${names}`,
  }
}
