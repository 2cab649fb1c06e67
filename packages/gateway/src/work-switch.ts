/** What starts and stops the work of a running gateway: people, a new configuration, the end of a restore. */
import type { RestoreGuard } from './backup/restore-guard.ts'
import type { CurrentConfig } from './config/current-config.ts'
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import type { Notifier } from './notify/notifier.ts'
import type { Signing } from './pipeline/signing.ts'
import type { SourceSet } from './pipeline/source-set.ts'
import type { Tokens } from './token/token.ts'

export interface WorkSwitchParts {
  readonly current: CurrentConfig
  readonly tokens: Tokens
  readonly signing: Signing
  readonly sources: SourceSet
  readonly guard: RestoreGuard
  readonly notifier: Notifier
  readonly log: Log
}

export class WorkSwitch {
  readonly #parts: WorkSwitchParts

  constructor(parts: WorkSwitchParts) {
    this.#parts = parts
  }

  async pause(): Promise<void> {
    this.#parts.signing.pause()
    await this.#parts.sources.pause()
  }

  /** @throws {CongkyError} ERR_RESTORE_UNCONFIRMED */
  async resume(): Promise<void> {
    this.#parts.guard.assertOpen()
    this.#parts.signing.resume()
    this.#parts.sources.resume()
  }

  /** @param record Writes down who confirmed. */
  async confirmRestore(record: (note: string) => Promise<void>): Promise<void> {
    const { guard, sources, current } = this.#parts
    await guard.confirm(record)
    await sources.apply(current.value.sources)
    await this.resume()
  }

  /** Takes an edited configuration over; what needs a restart is said, not half done. */
  async reconfigure(next: GatewayConfig): Promise<void> {
    const { current, tokens, signing, sources, guard, notifier, log } = this.#parts
    const needsRestart = current.takeOver(next)
    try {
      // A database that hangs must not keep a new token waiting.
      const modulesInUse = tokens.useModules(current.value.modules)
      modulesInUse.catch(() => {}) // It is waited for below.
      if (guard.isOpen) await sources.apply(next.sources)
      if (!signing.isPaused) sources.resume()
      signing.reconsider()
      await modulesInUse
      notifier.reconsider()
      log.info({ needsRestart }, 'configuration taken over')
    } catch (error) {
      log.error({ err: error }, 'configuration could not be taken over')
    }
  }
}
