/** The policy of approvals as people read it: which documents need one, by whom, and who is who. */

export interface ApprovalPolicyView {
  /** Where it is edited, on the host. */
  readonly file: string
  /** In the order in which they are tried; the first that fits decides. */
  readonly rules: readonly ApprovalRuleView[]
  readonly people: readonly ApprovalPersonView[]
}

export interface ApprovalRuleView {
  readonly name: string
  /** What fits needs no approval. */
  readonly exempt: boolean
  /** Empty lists fit everything. */
  readonly when: {
    readonly taxCodes: readonly string[]
    readonly sources: readonly string[]
    readonly profiles: readonly string[]
    readonly kinds: readonly string[]
    readonly requesters: readonly string[]
    readonly values: readonly { readonly path: string; readonly is: readonly string[]; readonly above: number | null }[]
  }
  /** Approvers by the names that people know them by; empty: everyone whose role may approve. */
  readonly steps: readonly {
    readonly name: string
    readonly approvers: readonly string[]
    readonly need: number | 'all'
  }[]
  readonly signWith: 'enterprise' | 'approver'
  readonly expiresAfterHours: number
  readonly atExpiry: 'return' | 'hold'
  readonly anonymousRequester: 'refuse' | 'allow'
}

/** One person and all their names: they approve nothing that came under any of them. */
export interface ApprovalPersonView {
  readonly accounts: readonly string[]
  readonly requesters: readonly string[]
  readonly workstations: readonly string[]
  readonly hasCertificate: boolean
  readonly email: string | null
}
