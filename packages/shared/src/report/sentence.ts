/** One sentence of a verification report; `{name}` stands for a value. */
export interface Sentence {
  readonly en: string
  readonly vi: string
}
