export interface Verdict {
  readonly accepted: boolean
  /** What the judge said. */
  readonly detail: string
}
