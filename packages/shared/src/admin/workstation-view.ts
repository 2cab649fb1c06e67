/** A workstation as people see it: what it may do, and whether it can and does come in. */
export interface WorkstationView {
  readonly id: string
  readonly name: string
  /** Tax codes it may sign for. */
  readonly enterprises: 'all' | readonly string[]
  /** How long its keys live, in days; 0 for ever, null as the gateway is configured. */
  readonly keyDays: number | null
  readonly createdAt: string
  readonly pairedAt: string | null
  readonly lastSeenAt: string | null
  /** WebSockets of it that are open now. */
  readonly connections: number
  /** Until when its pairing code works. */
  readonly expiresAt: string | null
  readonly accessEndsAt: string | null
  readonly revokedAt: string | null
  /** Access keys that work now, the newest first. */
  readonly keys: readonly WorkstationKeyView[]
}

export interface WorkstationKeyView {
  readonly createdAt: string
  readonly expiresAt: string | null
  /** From when on the workstation asks for the key that follows. */
  readonly renewAfter: string | null
  /** Replaced: it works until then beside its successor. */
  readonly retiresAt: string | null
  readonly lastUsedAt: string | null
}

/** A code that pairs a workstation; told once. */
export interface PairingCodeView {
  readonly id: string
  /** For `congky-client pair`, and to be typed into the page of workstations. */
  readonly code: string
  /** Opens that page and pairs it; the secret stands behind the `#`, which browsers keep to themselves. */
  readonly link: string
  readonly expiresAt: string
}
