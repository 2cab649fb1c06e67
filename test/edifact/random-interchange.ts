/**
 * Interchanges that follow the standard and that no one would write: every syntax version and repertoire, groups,
 * interactive ones, service characters of their own, values full of what must be released. Repeatable by seed.
 */
import type {
  Composite,
  DataElement,
  EdifactGroup,
  EdifactMessage,
  Interchange,
  Segment,
  ServiceCharacters,
  Syntax,
} from '@congky/documents'
import { segment } from '@congky/documents'
import type { Random } from '../support/random.ts'

const UPPER = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/=!"%&;<>']
const LOWER = [...'abcdefghijklmnopqrstuvwxyz']
/** What stands in values beside the service characters, by repertoire (ISO 9735-1:2002, annex A). */
const REPERTOIRES: Readonly<Record<string, readonly string[]>> = {
  UNOA: UPPER,
  UNOB: [...UPPER, ...LOWER],
  UNOC: [...UPPER, ...LOWER, ...'ÀÉÈÊÌÒÔÙÝàéèêìòôùýÆß«»§'],
  UNOD: [...UPPER, ...LOWER, ...'ŁĄŞČĎŘŮłąşčďřů'],
  UNOE: [...UPPER, ...LOWER, ...'АБВГДЖЗИЯабвгджзия'],
  UNOF: [...UPPER, ...LOWER, ...'ΑΒΓΔΩαβγδω'],
  UNOY: [...UPPER, ...LOWER, ...'ĂÂĐÊÔƠƯăâđêôơư', 'ệ', 'ế', 'e\u0302\u0323', 'Công ty', '越南', '🇻🇳'],
  UNOW: [...UPPER, ...LOWER, ...'ĂÂĐÊÔƠƯăâđêôơư', 'ệ', 'ế', 'e\u0302\u0323', 'Công ty', '越南', '🇻🇳'],
}
const IDENTIFIERS: Readonly<Record<number, readonly string[]>> = {
  1: ['UNOA', 'UNOB'],
  2: ['UNOA', 'UNOB'],
  3: ['UNOA', 'UNOB', 'UNOC', 'UNOD', 'UNOE', 'UNOF'],
  4: ['UNOB', 'UNOC', 'UNOD', 'UNOE', 'UNOF', 'UNOY', 'UNOW'],
}
const TAGS = ['BGM', 'DTM', 'NAD', 'LIN', 'PIA', 'IMD', 'FTX', 'MOA', 'RFF', 'QTY', 'MEA']

const DEFAULTS = { component: ':', element: '+', decimal: '.', release: '?', terminator: "'" }
const OTHERS = { component: ';', element: '&', decimal: ',', release: '!', terminator: '%' }

export interface InterchangeWishes {
  /** Default: by chance. */
  readonly version?: 1 | 2 | 3 | 4
  readonly mode?: 'batch' | 'interactive'
  /** Default: 4. */
  readonly messagesMost?: number
  /** Default: 12. */
  readonly segmentsMost?: number
}

export function randomInterchange(random: Random, wishes: InterchangeWishes = {}): Interchange {
  const mode = wishes.mode ?? (random.chance(0.15) ? 'interactive' : 'batch')
  const version = mode === 'interactive' ? 4 : (wishes.version ?? random.pick([1, 2, 3, 4]))
  const syntax = { identifier: random.pick(IDENTIFIERS[version] ?? []), version }
  const isCustom = random.chance(0.2)
  const characters = { ...(isCustom ? OTHERS : DEFAULTS), repetition: version === 4 ? '*' : ' ' }
  const writer = new Writer(random, syntax, characters, wishes)
  // Before version 4 only level A has printable service characters of its own (ISO 9735:1988, 5).
  const hasServiceString = isCustom || (version < 4 && syntax.identifier !== 'UNOA') || random.chance(0.3)
  const frame = { mode, characters, hasServiceString, syntax, security: { headers: [], trailers: [] } } as const
  return mode === 'batch' ? { ...frame, ...writer.batch() } : { ...frame, ...writer.interactive() }
}

class Writer {
  readonly #random: Random
  readonly #syntax: Syntax
  readonly #alphabet: readonly string[]
  readonly #repeats: boolean
  readonly #messagesMost: number
  readonly #segmentsMost: number

  constructor(random: Random, syntax: Syntax, characters: ServiceCharacters, wishes: InterchangeWishes) {
    this.#random = random
    this.#syntax = syntax
    this.#repeats = syntax.version === 4
    const own = REPERTOIRES[syntax.identifier] ?? []
    const service = Object.values(characters).filter((character) => character !== ' ')
    // Twice more: releasing is what goes wrong.
    this.#alphabet = [...own, ...service, ...service]
    this.#messagesMost = wishes.messagesMost ?? 4
    this.#segmentsMost = wishes.segmentsMost ?? 12
  }

  batch() {
    const reference = this.#reference()
    const count = 1 + this.#random.below(this.#messagesMost)
    const groups = this.#random.chance(0.25) ? this.#random.several(3, (index) => this.#group(index)) : []
    const messages = groups.length > 0 ? [] : Array.from({ length: count }, (_, index) => this.#message(index, 'UN'))
    const size = groups.length > 0 ? groups.length : messages.length
    return {
      header: segment('UNB', this.#scheme(), 'VCCI', ['MOIT', 'ZZ'], this.#time(), reference),
      groups,
      messages,
      trailer: segment('UNZ', String(size), reference),
    }
  }

  interactive() {
    const reference = this.#reference()
    const messages = Array.from({ length: 1 + this.#random.below(this.#messagesMost) }, (_, index) =>
      this.#message(index, 'UI'),
    )
    return {
      header: segment('UIB', this.#scheme(), reference, '', '', '', 'VCCI', 'MOIT', ['20081216', '150300']),
      groups: [],
      messages,
      trailer: segment('UIZ', reference, String(messages.length)),
    }
  }

  #group(index: number): EdifactGroup {
    const messages = Array.from({ length: 1 + this.#random.below(this.#messagesMost) }, (_, at) =>
      this.#message(at, 'UN'),
    )
    const header = segment('UNG', 'ORDERS', 'VCCI', 'MOIT', this.#time(), `G${index}`, 'UN', ['D', '04B'])
    return { header, messages, trailer: segment('UNE', String(messages.length), `G${index}`) }
  }

  #message(index: number, family: 'UN' | 'UI'): EdifactMessage {
    const body = Array.from({ length: 1 + this.#random.below(this.#segmentsMost) }, () => this.#segment())
    const [reference, type] = [`M${index + 1}`, ['ORDERS', 'D', '04B', 'UN']]
    const size = String(body.length + 2)
    return family === 'UN'
      ? { header: segment('UNH', reference, type), body, trailer: segment('UNT', size, reference) }
      : { header: segment('UIH', type, reference), body, trailer: segment('UIT', reference, size) }
  }

  #segment(): Segment {
    const elements = this.#random.several(6, () => this.#element())
    return { tag: this.#random.pick(TAGS), elements: withoutEmptyEnd(elements, (element) => isEmpty(element)) }
  }

  #element(): DataElement {
    const composites = [this.#composite()]
    while (this.#repeats && this.#random.chance(0.15)) composites.push([this.#value(), this.#value()])
    return composites
  }

  #composite(): Composite {
    const values = Array.from({ length: 1 + this.#random.below(4) }, () =>
      this.#random.chance(0.3) ? '' : this.#value(),
    )
    const filled = withoutEmptyEnd(values, (value) => value === '')
    return filled.length > 0 ? filled : ['']
  }

  /** Never empty; its ends are no blanks, which are not written (ISO 9735-1:2002, 9). */
  #value(): string {
    const length = this.#random.chance(0.05) ? 350 : 12
    const text = this.#random.several(length, () => this.#random.pick(this.#alphabet)).join('')
    return text.trim() || '7'
  }

  #reference(): string {
    return `R${this.#random.below(1_000_000)}`
  }

  #scheme(): Composite {
    return [this.#syntax.identifier, String(this.#syntax.version)]
  }

  #time(): Composite {
    return [this.#syntax.version === 4 ? '20081216' : '081216', '1503']
  }
}

function isEmpty(element: DataElement): boolean {
  return element.every((composite) => composite.every((value) => value === ''))
}

function withoutEmptyEnd<T>(items: readonly T[], isNothing: (item: T) => boolean): T[] {
  const last = items.findLastIndex((item) => !isNothing(item))
  return items.slice(0, last + 1)
}
