/** The configuration as people with the right see it. Secrets are no part of it: it names them only. */
import type { Bilingual } from '../error-catalogue.ts'

type PolicyAnswer = 'allow' | 'warn' | 'deny'

/** `GET /admin/config`. Sources, enterprises and secrets have calls of their own. */
export interface ConfigView {
  /** Goes along as `If-Match` with every call that edits the configuration. */
  readonly revision: string
  /** Names of keys, such as `listen`, whose change in the file waits for a restart. */
  readonly needsRestart: readonly string[]
  /** What is wrong with the file as it is now; then nothing can be edited, and `config` is as it last was valid. */
  readonly problems: readonly ConfigProblemView[]
  readonly config: ConfigContentView
}

export interface ConfigProblemView {
  /** Such as `sources[0].connection.port`; empty for the file as a whole. */
  readonly field: string
  readonly line: number
  readonly text: Bilingual
}

export interface ConfigContentView {
  readonly listen: { readonly host: string; readonly port: number }
  readonly stateDir: string
  readonly autoStart: boolean
  readonly modules: readonly {
    readonly name: string
    readonly path: string
    readonly tokens: readonly { readonly serial: string; readonly name: string }[]
    readonly callTimeoutMs: number
    readonly sharedProcess: boolean
  }[]
  /** Thumbprint or serial number. */
  readonly defaultCertificate: string | null
  readonly taxCodePolicy: {
    readonly ownCertificate: PolicyAnswer
    readonly defaultCertificate: PolicyAnswer
    readonly branchUsesParent: boolean
  }
  readonly profiles: Readonly<Record<string, object>>
  readonly defaultProfile: string
  readonly limits: {
    readonly documentBytesMax: number
    readonly waitingJobsMax: number
    readonly waitingJobsPerWorkstationMax: number
    readonly laneQueueMax: number
    readonly attemptsMax: number
    readonly requestsPerMinutePerWorkstation: number
    readonly connectionsPerWorkstationMax: number
    readonly accessKeyDays: number
  }
  readonly retention: { readonly documentDays: number }
  readonly tls: {
    readonly mode: 'auto' | 'files' | 'off'
    readonly certFile: string | null
    readonly keyFile: string | null
  }
  readonly console: {
    readonly pinEntry: boolean
    readonly hosts: readonly string[]
    readonly origins: readonly string[]
    readonly sessionIdleMinutes: number
    readonly sessionHours: number
    /** Where people find the console from outside, through a reverse proxy; null: nowhere. */
    readonly publicUrl: string | null
    readonly proxies: readonly string[]
    readonly overProxy: {
      readonly administration: boolean
      readonly sessionIdleMinutes: number
      readonly sessionHours: number
    }
  }
}

/** Answer to whatever edited the configuration: it is in force by then, but for what waits for a restart. */
export interface ConfigEditedView {
  readonly revision: string
  readonly needsRestart: readonly string[]
}

/** A password by its name; no call ever answers its value. */
export interface SecretView {
  readonly name: string
  /** Where its value is: in the encrypted file, given by systemd, or nowhere yet. */
  readonly from: 'file' | 'credential' | null
  /** Names of the sources whose password it is. */
  readonly usedBy: readonly string[]
}
