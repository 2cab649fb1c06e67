/** The program and its host: `/admin/about`, and what `/admin/doctor` found to be wrong or soon to be. */

export interface AboutView {
  readonly version: string
  readonly startedAt: string
  readonly licence: { readonly name: string; readonly text: string }
  /** What this program is built from, by name; empty when it was not built by `npm run build`. */
  readonly packages: readonly { readonly name: string; readonly version: string; readonly licence: string }[]
  /** Such as `v20.19.0`. */
  readonly node: string
  /** Such as `linux x64`. */
  readonly platform: string
  readonly host: string
  readonly configFile: string
  readonly stateDir: string
  /** Free on the disk of the state folder; null when the system does not say. */
  readonly freeBytes: number | null
  /** Of the database of jobs and history, with what was not merged into it yet. */
  readonly databaseBytes: number
  readonly historyKeyFingerprint: string
  /** The certificate that workstations and browsers see; null without TLS. */
  readonly tls: { readonly fingerprint: string; readonly notAfter: string; readonly isOwn: boolean } | null
}

export interface DoctorView {
  readonly examinedAt: string
  readonly findings: readonly FindingView[]
}

export interface FindingView {
  /** Stable name, such as `disk-space`; with what it is about behind a colon where there are several. */
  readonly check: string
  readonly verdict: 'ok' | 'warn' | 'fail' | 'skipped'
  readonly what: { readonly en: string; readonly vi: string }
  readonly why: { readonly en: string; readonly vi: string } | null
  /** A sentence, or a command that can be typed on the gateway host. */
  readonly next: { readonly en: string; readonly vi: string } | null
}
