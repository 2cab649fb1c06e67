/**
 * Well-formed documents that no one would write, for tests: every way that XML has to say things, mixed at
 * random and repeatable by seed. Each holds one `Target` element to be signed by path.
 */
import { type Random, randomBySeed } from './customs-envelopes.ts'

/** A document whose root is `root`, with `root/Target` and `root/Place` among its content. */
export function randomDocument(seed: number): string {
  const random = randomBySeed(`document ${seed}`)
  const writer = new Writer(random)
  const bom = random.below(8) === 0 ? '\uFEFF' : ''
  const declaration = random.pick([
    '',
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<?xml version='1.0'?>\n",
    '<?xml version="1.0" encoding="utf-8" standalone="yes" ?>\r\n',
  ])
  const target = writer.element('Target', 3)
  const place = random.pick([
    '<Place/>',
    '<Place />',
    '<Place></Place>',
    '<Place a="/"\n>text</Place\n>',
    "<Place a='>'/>",
  ])
  const parts = [writer.content(2), target, writer.content(2), place, writer.content(2)]
  const language = random.pick(['', '', ' xml:lang="vi"', " xml:space='preserve'"])
  const root = `<root${writer.attributes()}${language}${writer.blank()}>${parts.join('')}</root>`
  return bom + declaration + writer.misc() + root + writer.misc()
}

const TEXTS = [
  'Hàng điện tử',
  ' ',
  '\n  ',
  '\t',
  '\r\n',
  '\r',
  'a > b',
  ']] >',
  '&amp;',
  '&lt;tag&gt;',
  '&quot;&apos;',
  '&#13;',
  '&#xD;&#10;',
  '&#9;',
  '&#x1F4A1;',
  '🇻🇳',
  '\u2028',
  '\u0085',
  '\u00a0',
  'e\u0301',
  '"\'',
]
const VALUES = [
  '',
  'x',
  '>',
  '/>',
  'a&amp;b',
  '&lt;',
  '&#13;&#10;',
  '&#9;',
  '\n',
  '\t',
  'đ',
  '&quot;',
  '&apos;',
  ' two  blanks ',
  '🇻🇳',
]
const NAMESPACES = ['urn:a', 'urn:b', 'http://vi-du.vn/']
const PREFIXES = ['p', 'P', 'q', 'a-b', 'đ', 'n1', 'n10', 'n2']

class Writer {
  readonly #random: Random
  /** Prefixes declared by the open elements. */
  #inScope: readonly string[] = []

  constructor(random: Random) {
    this.#random = random
  }

  /** Comments, instructions and blanks as they may stand beside the root. */
  misc(): string {
    return this.#several(2, () => this.#random.pick(['<!-- <root> & -->', '<?note <x> ?>', '<?empty?>', '\n', ' ']))
  }

  content(depth: number): string {
    return this.#several(4, () => {
      switch (this.#random.below(depth > 0 ? 8 : 5)) {
        case 0:
        case 1:
          return this.#random.pick(TEXTS)
        case 2:
          return this.#random.pick(['<!---->', '<!-- <b> -->', '<!-- -> \r\n -->'])
        case 3:
          return this.#random.pick(['<![CDATA[]]>', '<![CDATA[<b> & ]] > "]]>', '<![CDATA[\r\n]]>'])
        case 4:
          return this.#random.pick(['<?p?>', '<?p <a b=">"> ?>', '<?p \r\n x?>'])
        default:
          return this.element(this.#random.pick(['b', 'c', 'Signature', 'đ']), depth - 1)
      }
    })
  }

  element(name: string, depth: number): string {
    const outer = this.#inScope
    const attributes = this.attributes()
    const prefix = name === 'Target' || this.#random.below(3) > 0 ? '' : this.#random.pick(['', ...this.#inScope])
    const tag = prefix === '' ? name : `${prefix}:${name}`
    const language = this.#random.below(10) === 0 ? ' xml:lang="en"' : ''
    const start = `<${tag}${attributes}${language}${this.blank()}`
    const content = depth === 0 ? '' : this.content(depth)
    this.#inScope = outer
    return content === '' && this.#random.below(2) === 0 ? `${start}/>` : `${start}>${content}</${tag}${this.blank()}>`
  }

  /** Attributes of one element, namespace declarations among them; the prefixes stay in scope. */
  attributes(): string {
    const declared = new Set(this.#drawn(2, PREFIXES))
    const written = [...declared].map((prefix) => this.#attribute(`xmlns:${prefix}`, this.#random.pick(NAMESPACES)))
    if (this.#random.below(5) === 0) written.push(this.#attribute('xmlns', this.#random.pick(['', ...NAMESPACES])))
    this.#inScope = [...new Set([...this.#inScope, ...declared])]
    for (const name of new Set(this.#drawn(3, ['a', 'b', 'B', 'z', 'đ'])))
      written.push(this.#attribute(name, this.#random.pick(VALUES)))
    // One prefixed attribute at most: two prefixes may stand for one namespace.
    const [prefix] = this.#drawn(1, this.#inScope)
    if (prefix !== undefined) written.push(this.#attribute(`${prefix}:a`, this.#random.pick(VALUES)))
    return written.join('')
  }

  blank(): string {
    return this.#random.pick(['', '', '', ' ', '\n', '\t '])
  }

  #attribute(name: string, value: string): string {
    const quote = this.#random.pick(['"', "'"])
    const equals = this.#random.pick(['=', '=', ' = ', '\n='])
    return `${this.#random.pick([' ', ' ', '\n  ', '\t'])}${name}${equals}${quote}${value}${quote}`
  }

  #drawn<T>(most: number, from: readonly T[]): T[] {
    if (from.length === 0) return []
    return Array.from({ length: this.#random.below(most + 1) }, () => this.#random.pick(from))
  }

  #several(most: number, make: () => string): string {
    return Array.from({ length: this.#random.below(most + 1) }, make).join('')
  }
}
