/**
 * What the pages of people are told while they look at the gateway. One picture is made for all of them, at most
 * five times a second and only while somebody looks; each page gets the fields that changed since its last message,
 * so one that reads slowly skips what was in between and costs no memory.
 */
import type { FinishedRequest, SeenStatus } from '@congky/shared'
import type { HistoryKind } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'

/** Between two pictures at least. */
const THROTTLE_MS = 200
/** Where making one takes long, it is made less often: this many times its own time lies in between. */
const REST_FACTOR = 20
/** Some things change without a word: a source comes back, a key expires, the configuration is edited. */
const LOOK_MS = 1_000
/** Finished requests that are kept for those who look a little later. */
const FINISHED_MAX = 50

export interface LiveHubParts {
  readonly status: () => SeenStatus
  /** Names the configuration in force. */
  readonly revision: () => string
  readonly log: Log
}

/** How far a page has been told. */
export interface Seen {
  readonly version: number
  readonly finished: number
  readonly revision: string | null
}

export const SEEN_NOTHING: Seen = { version: 0, finished: 0, revision: null }

export interface News {
  /** The fields that changed, each as JSON. */
  readonly fields: readonly (readonly [string, string])[]
  readonly finished: readonly FinishedRequest[]
  /** Finished requests beside those, too many to keep. */
  readonly more: number
  readonly revision: string
  readonly seen: Seen
}

export class LiveHub {
  readonly #parts: LiveHubParts
  readonly #watchers = new Set<() => void>()
  readonly #fields = new Map<string, { readonly json: string; readonly version: number }>()
  #version = 0
  #revision = ''
  /** The last ones, oldest first, and how many there were altogether. */
  #finished: FinishedRequest[] = []
  #finishedCount = 0
  #timer: NodeJS.Timeout | null = null
  #clock: NodeJS.Timeout | null = null
  #madeAt = 0
  #restMs = THROTTLE_MS

  constructor(parts: LiveHubParts) {
    this.#parts = parts
  }

  /**
   * Calls back whenever there may be news, and at least once a second.
   *
   * @returns How to stop it.
   */
  join(look: () => void): () => void {
    if (Date.now() - this.#madeAt >= this.#restMs) this.#makePicture()
    this.#watchers.add(look)
    this.#clock ??= setInterval(() => this.touch(), LOOK_MS)
    return () => {
      this.#watchers.delete(look)
      if (this.#watchers.size === 0) this.close()
    }
  }

  /** Something changed. */
  touch(): void {
    if (this.#watchers.size === 0) return
    this.#timer ??= setTimeout(() => this.#tell(), this.#restMs)
  }

  /** A job took a step; one that ends it is told by itself too. */
  follow({ id, request }: Job, step: HistoryKind | null): void {
    if (this.#watchers.size === 0) return
    this.touch()
    if (step !== 'signed' && step !== 'rejected') return
    const { taxCode, source } = request
    this.#finished.push({ id, state: step, taxCode, source, at: new Date().toISOString() })
    this.#finishedCount++
    if (this.#finished.length > FINISHED_MAX) this.#finished.shift()
  }

  /** How far whoever comes now need not be told. */
  get now(): Seen {
    return { version: this.#version, finished: this.#finishedCount, revision: this.#revision }
  }

  newsSince(seen: Seen): News {
    const fields = [...this.#fields].filter(([, { version }]) => version > seen.version)
    const missed = this.#finishedCount - seen.finished
    const finished = missed === 0 ? [] : this.#finished.slice(-missed)
    return {
      fields: fields.map(([name, { json }]) => [name, json]),
      ...{ finished, more: missed - finished.length, revision: this.#revision, seen: this.now },
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#clock) clearInterval(this.#clock)
    this.#timer = null
    this.#clock = null
  }

  #tell(): void {
    this.#timer = null
    try {
      this.#makePicture()
    } catch (error) {
      // The pages see by the next beat that it goes on, or that it does not.
      this.#parts.log.error({ err: error }, 'no picture of the gateway could be made')
    }
    for (const look of [...this.#watchers]) look()
  }

  #makePicture(): void {
    const startedAt = performance.now()
    const picture = this.#parts.status()
    this.#version++
    for (const [name, value] of Object.entries(picture)) {
      const json = JSON.stringify(value)
      if (this.#fields.get(name)?.json !== json) this.#fields.set(name, { json, version: this.#version })
    }
    this.#revision = this.#parts.revision()
    this.#madeAt = Date.now()
    this.#restMs = Math.max(THROTTLE_MS, (performance.now() - startedAt) * REST_FACTOR)
  }
}
