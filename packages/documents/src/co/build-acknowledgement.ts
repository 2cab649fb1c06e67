/** Answers as APERAK messages (D.04B, annex 2 of the draft regulation QCVN:2008/BCT), back to who sent. */
import type { EdifactMessage, Interchange, Syntax } from '../edifact/interchange.ts'
import { newInterchange, newMessage } from '../edifact/new-interchange.ts'
import { type Repertoire, repertoireOf } from '../edifact/repertoires.ts'
import { type Composite, type Segment, segment } from '../edifact/segment.ts'
import { areUsable } from '../edifact/service-characters.ts'
import { spellIn } from '../edifact/spell-in.ts'
import type { AcknowledgedError, Acknowledgement } from './acknowledgement.ts'
import {
  ACCEPTED,
  ACKNOWLEDGEMENT,
  ERROR_POSITION,
  ERROR_TEXT,
  MUTUALLY_DEFINED,
  REFERENCES,
  REJECTED,
  TEXT_SHAPE,
  writtenPath,
} from './aperak-codes.ts'
import { splitLines } from './text-lines.ts'

export interface AcknowledgementInterchange {
  /** What is answered: sender and recipient change places, and the answer has its syntax where we know that. */
  readonly to: Interchange
  readonly preparedAt: Date
  /** Unique for who answers, at most 14 characters. */
  readonly controlReference: string
  /** One for each message that is answered. */
  readonly answers: readonly Acknowledgement[]
  /** In which the words of the answers are. */
  readonly language: 'vi' | 'en'
}

/**
 * An interchange with one APERAK message for each answer; `writeInterchange` writes it.
 *
 * Words lose the marks that a small repertoire does not have; references and numbers are never changed, so that
 * writing refuses those that cannot be written.
 */
export function buildAcknowledgement(options: AcknowledgementInterchange): Interchange {
  const { to, preparedAt, controlReference, answers, language } = options
  const known = usableRepertoire(to.syntax)
  const syntax: Syntax = known === null ? { identifier: 'UNOY', version: 4 } : to.syntax
  const repertoire = known ?? repertoireOf('UNOY')
  const spell = (text: string) => (repertoire === null ? text : spellIn(text, repertoire, syntax.version))
  const { sender, recipient } = partiesOf(to)
  const interchange = newInterchange(
    {
      ...{ syntax, preparedAt, controlReference, sender: recipient, recipient: sender },
      ...(known !== null && areUsable(to.characters) ? { characters: to.characters } : {}),
    },
    answers.map((answer, at) => messageFor(answer, `${at + 1}`, language, spell)),
  )
  return { ...interchange, hasServiceString: known !== null && to.hasServiceString }
}

/** null: we do not write that. */
function usableRepertoire({ identifier, version }: Syntax): Repertoire | null {
  const repertoire = repertoireOf(identifier)
  return repertoire !== null && [1, 2, 3, 4].includes(version) && repertoire.since <= version ? repertoire : null
}

/** S002 and S003 stand elsewhere in UIB than in UNB. */
function partiesOf({ mode, header }: Interchange): { readonly sender: Composite; readonly recipient: Composite } {
  const at = mode === 'batch' ? 2 : 6
  const [sender = [], recipient = []] = [at, at + 1].map((number) => header.elements[number - 1]?.[0])
  return { sender, recipient }
}

type Spell = (text: string) => string

function messageFor(
  { number, isAccepted, preparedAt, about, errors }: Acknowledgement,
  reference: string,
  language: 'vi' | 'en',
  spell: Spell,
): EdifactMessage {
  const verdict = isAccepted === null ? [] : isAccepted ? ACCEPTED : REJECTED
  const references = REFERENCES.filter(({ key }) => about[key] !== '')
  return newMessage('APERAK', reference, [
    segment('BGM', ACKNOWLEDGEMENT, number, ...verdict),
    ...(preparedAt === '' ? [] : [segment('DTM', ['137', preparedAt.replace(/\D/g, ''), '203'])]),
    ...references.map(({ key, qualifier }) => segment('RFF', [qualifier, about[key]])),
    ...errors.flatMap((error) => segmentsFor(error, language.toUpperCase(), spell)),
  ])
}

function segmentsFor(
  { code, list, text, path, segment: at, place }: AcknowledgedError,
  language: string,
  spell: Spell,
) {
  const words = (said: string): Segment[] => {
    const lines = linesOf(spell(said))
    return lines.length === 0 ? [] : [segment('FTX', ERROR_TEXT, '', '', lines, language)]
  }
  const hasPlace = path !== '' || at !== '' || place !== ''
  const position = [ERROR_POSITION, spell(writtenPath(path)).slice(0, PATH_MAX), at.length > 6 ? '' : at]
  return [
    segment('ERC', list === '' ? [code] : [code, list, MUTUALLY_DEFINED]),
    ...words(text),
    ...(hasPlace ? [segment('RFF', position), ...words(place)] : []),
  ]
}

/** 1154 */
const PATH_MAX = 70

/** Lines without loss; of a text that five lines do not hold, its beginning. */
function linesOf(text: string): readonly string[] {
  const { width, count } = TEXT_SHAPE
  // Lines end between words, so each holds a little less than its width.
  const max = (width - 10) * count
  const shown = text.length > max ? `${text.slice(0, max - 3).trim()}...` : text
  if (shown === '') return []
  return splitLines(shown, TEXT_SHAPE) ?? [shown.slice(0, width).trim()]
}
