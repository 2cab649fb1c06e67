/**
 * Where the running gateway and its configuration file meet. People edit the file over the API, by commands or by
 * hand; whichever way, what it says is taken over in the order it was written, and once.
 *
 * Every content of the file has a *revision*, its hash. Whoever edits says which revision was looked at, so of two
 * people who edit at once one succeeds and the other is told (ERR_CONFIG_CHANGED).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'
import type { GatewayConfig, TableSourceConfig } from '../domain/gateway-config.ts'
import { checkSource, forForms } from './check-source.ts'
import type { ConfigEdit, WrittenMap } from './config-edit.ts'
import type { ConfigJob } from './config-jobs.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { CurrentConfig } from './current-config.ts'
import { type CheckedConfig, checkConfig, configHash, type LoadedConfig, readConfigText } from './load.ts'

/** The file and the hash of what was loaded from it. */
export interface ConfigFile {
  readonly path: string
  readonly hash: string
}

export interface ConfigDeskParts {
  /** null where the configuration came from no file, and nothing can be edited. */
  readonly file: ConfigFile | null
  readonly current: CurrentConfig
  /** Makes the running gateway follow. What it does at once is in force when it returns; the rest may take longer. */
  readonly apply: (next: GatewayConfig) => Promise<void>
  /** Edits the file; in a worker thread. */
  readonly runJob: (job: ConfigJob) => Promise<LoadedConfig>
  /** How long an edit waits for sources to follow: one whose database hangs takes its time to stop. Default: 5 s. */
  readonly applyMs?: number
}

/** What stands in the file. */
export interface WrittenState {
  /** Names this content of the file. */
  readonly revision: string
  /** As the file says; what waits for a restart is in it already. While the file is invalid: as it last was valid. */
  readonly config: GatewayConfig
  /** Fields of it that wait for a restart. */
  readonly needsRestart: readonly string[]
  /** What is wrong with the file, so that nothing can be edited before someone corrects it. */
  readonly problems: readonly ConfigProblem[]
}

export class ConfigDesk {
  readonly #parts: ConfigDeskParts
  /** The newest content that was taken over; null once the file was found invalid. */
  #inForce: string | null
  #written: GatewayConfig
  /** Edits and what the watcher of the file finds, one after the other. */
  #queue: Promise<unknown> = Promise.resolve()
  /** What was found in a content that is not in force: pages ask again and again, and a long file takes its time. */
  #looked: { readonly revision: string; readonly checked: CheckedConfig } | null = null

  constructor(parts: ConfigDeskParts) {
    this.#parts = parts
    this.#inForce = parts.file?.hash ?? null
    this.#written = parts.current.value
  }

  /** Whether the gateway follows this content of the file already, so that its watcher has nothing to tell. */
  isInForce(hash: string): boolean {
    return hash === this.#inForce
  }

  /** The revision that the gateway follows; null while the file is invalid, or there is none. */
  get inForce(): string | null {
    return this.#inForce
  }

  /** @throws {CongkyError} ERR_CONFIG_NOT_FOUND */
  read(): WrittenState {
    const { file, current } = this.#parts
    const written = { config: this.#written, needsRestart: current.waiting, problems: [] }
    if (file === null) return { ...written, revision: configHash(JSON.stringify(this.#written)) }
    const text = readConfigText(file.path)
    const revision = configHash(text)
    if (revision === this.#inForce) return { ...written, revision }
    // Edited by hand a moment ago: what is shown is what an edit will be made to.
    if (this.#looked?.revision !== revision) this.#looked = { revision, checked: checkConfig(text, file.path) }
    const { config, problems } = this.#looked.checked
    return config === null ? { ...written, revision, problems } : { ...written, revision, config }
  }

  /**
   * Edits the file, and takes it over before it returns.
   *
   * @param revision What the edit was decided on.
   * @param written Called once the file is written and before it is taken over: for what belongs to the edit and
   * lives elsewhere, such as a password.
   * @throws {CongkyError} ERR_CONFIG_CHANGED; ERR_CONFIG_INVALID with its problems as cause, and nothing is written;
   * ERR_CONFIG_NOT_FOUND, ERR_CONFIG_UNWRITABLE.
   */
  edit(revision: string, edits: readonly ConfigEdit[], written: () => void = () => {}): Promise<WrittenState> {
    const { file, runJob } = this.#parts
    if (file === null) return Promise.reject(new CongkyError('ERR_CONFIG_NOT_FOUND', { file: '–' }))
    return this.#inTurn(async () => {
      const { config, hash } = await runJob({ file: file.path, edits, expectedHash: revision }).catch(
        (error: unknown) => {
          throw forForms(error)
        },
      )
      try {
        written()
      } finally {
        await this.#takeOver(config, hash)
      }
      return this.read()
    })
  }

  /** A source as it would be read from the file. @throws {CongkyError} ERR_CONFIG_INVALID, about `sources[0].…` */
  checkSource(draft: WrittenMap): TableSourceConfig {
    const { file, current } = this.#parts
    return checkSource(draft, { file: file?.path ?? 'congky.yaml', stateDir: current.value.stateDir })
  }

  /** For the watcher of the file: takes over what someone else wrote. */
  fileChanged(config: GatewayConfig, hash: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.isInForce(hash)) await this.#takeOver(config, hash)
    })
  }

  /** For the watcher of the file: what is in force stays so, and the next valid content is taken over whatever it is. */
  fileInvalid(): void {
    this.#inForce = null
  }

  async #takeOver(config: GatewayConfig, hash: string): Promise<void> {
    this.#inForce = hash
    this.#written = config
    const { apply, applyMs = 5_000 } = this.#parts
    const applied = apply(config)
    applied.catch(() => {}) // When it fails too late for the one who waits here.
    await Promise.race([applied, sleep(applyMs, undefined, { ref: false })])
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => {})
    return done
  }
}
