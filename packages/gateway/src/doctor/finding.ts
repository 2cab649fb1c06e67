/** What one check of `congky doctor` found: what, why it matters, and what to do, in both languages. */
import type { Bilingual } from '@congky/shared'

export type Verdict =
  | 'ok'
  | 'warn' //    works, and a person should look at it
  | 'fail' //    something does not work, or will not for long
  | 'skipped' // could not be checked here; says why

export interface Finding {
  /** Stable name, such as `disk-space`; with what it is about behind a colon where there are several. */
  readonly check: string
  readonly verdict: Verdict
  readonly what: Bilingual
  readonly why: Bilingual | null
  /** A sentence, or a command that can be typed. */
  readonly next: Bilingual | null
}

type Advice = Pick<Finding, 'why' | 'next'>

export const good = (check: string, what: Bilingual): Finding => ({ check, verdict: 'ok', what, why: null, next: null })
export const skipped = (check: string, what: Bilingual): Finding => ({ ...good(check, what), verdict: 'skipped' })
export const warn = (check: string, what: Bilingual, advice: Advice): Finding => ({
  ...{ check, verdict: 'warn', what },
  ...advice,
})
export const fail = (check: string, what: Bilingual, advice: Advice): Finding => ({
  ...{ check, verdict: 'fail', what },
  ...advice,
})

/** The same in both languages: a command, or somebody else's words. */
export const same = (text: string): Bilingual => ({ en: text, vi: text })
