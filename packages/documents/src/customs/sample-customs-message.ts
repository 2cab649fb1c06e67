import type { CustomsKindCode } from './customs-kind-code.ts'
import type { CustomsMessage } from './customs-message.ts'

export interface SampleOptions {
  /** Default: a fixed one for each kind. */
  readonly messageId?: string
  /** The warehouse keeper's. Default: 0101300842. */
  readonly taxCode?: string
  /** The warehouse keeper's name. */
  readonly enterprise?: string
  readonly reference?: string
  /** `yyyy-MM-dd`; the dates in the content follow it. Default: 2026-11-20. */
  readonly date?: string
  readonly warehouseCode?: string
  /** How many goods or errors, where the kind lists them. Default: 2. */
  readonly count?: number
}

/** A valid message of our own making; the same options give the same message. */
export function sampleCustomsMessage(code: CustomsKindCode, options: SampleOptions = {}): CustomsMessage {
  throw new RangeError(`not built yet: ${code} ${options.date}`)
}
