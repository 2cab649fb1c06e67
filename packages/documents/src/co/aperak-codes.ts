/**
 * The codes of UNTDID D.04B that our APERAK messages use. The draft regulation shows the segments of APERAK and no
 * example, so which code stands for what is our choice, as EANCOM's guide to APERAK does where the directory leaves it.
 */
import type { AcknowledgedMessage } from './acknowledgement.ts'
import type { LineShape } from './text-lines.ts'

/** 1001: "Application error and acknowledgement". */
export const ACKNOWLEDGEMENT = '305'

/** 1225 "Confirmation" with 4343 "Accepted". */
export const ACCEPTED = ['6', 'AP'] as const
/** 1225 "Not accepted" with 4343 "Rejected". */
export const REJECTED = ['27', 'RE'] as const

/** What others may send for the same: of 1225 and of 4343. */
export const ACCEPTING: readonly string[] = ['6', '29', '44', 'AP', 'AC', 'AD']
export const REJECTING: readonly string[] = ['27', 'RE']

/** 3055: "Mutually defined", with the name of the list in 1131. */
export const MUTUALLY_DEFINED = 'ZZZ'

/** 4451: "Error description (free text)". */
export const ERROR_TEXT = 'AAO'

/** 1153: "Error position". */
export const ERROR_POSITION = 'AWL'

interface ReferenceCode {
  readonly key: keyof AcknowledgedMessage
  /** 1153 */
  readonly qualifier: string
}

/** "Message batch number", "Reference number to previous message", "Original certificate number". */
export const REFERENCES: readonly ReferenceCode[] = [
  { key: 'interchangeReference', qualifier: 'ALL' },
  { key: 'messageReference', qualifier: 'ACW' },
  { key: 'coNumber', qualifier: 'AIR' },
]

/** Free text of FTX (C108), as it is read: lines of others are joined with a blank. */
export const TEXT_SHAPE: LineShape = { width: 512, count: 5, separator: ' ' }

/** Paths stand with round brackets, since no repertoire below UNOC has square ones. */
export const writtenPath = (path: string): string => path.replaceAll('[', '(').replaceAll(']', ')')
export const readPath = (path: string): string => path.replace(/\((\d+)\)/g, '[$1]')
