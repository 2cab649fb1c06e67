/** A time-stamp authority that speaks RFC 3161 over HTTP. */
export interface TimestampAuthorityConfig {
  readonly url: string
  /** Object identifier of the policy to ask for; null: the authority's own choice. */
  readonly policy: string | null
  /** How long it may take before the next one is asked. */
  readonly timeoutMs: number
}
