/**
 * What in a document a signature does not speak for: the outermost elements outside of all that it covers, and the
 * attributes and text beside those. Comments and processing instructions carry no content and are not counted.
 */
import { type XmlDocument, type XmlElement, XmlText } from 'libxml2-wasm'
import { childElements, childNodes } from './xml-document.ts'

export interface CoveredPlaces {
  /** Paths of the covered elements, as `pathOf` gives them. */
  readonly covered: readonly string[]
  /** Path of the signature: what it consists of is not counted. */
  readonly signature: string
}

/** Nobody reads more of them; the last one then says that there are others. */
const PARTS_MAX = 20
const MORE = '…'

/** @returns Paths for each signature, such as `/Envelope/Header`, `/Envelope/@version` and `/Envelope/text()`. */
export function uncoveredParts(document: XmlDocument, signatures: readonly CoveredPlaces[]): string[][] {
  const root = new Outline(document.root, `/${document.root.name}`)
  return signatures.map((places) => {
    const parts: string[] = []
    collect(root, { ends: new Set([...places.covered, places.signature]), ways: waysTo(places) }, parts)
    return parts.length > PARTS_MAX ? [...parts.slice(0, PARTS_MAX), MORE] : parts
  })
}

interface Places {
  readonly ends: ReadonlySet<string>
  /** Paths of all elements around them. */
  readonly ways: ReadonlySet<string>
}

function waysTo({ covered, signature }: CoveredPlaces): Set<string> {
  const ways = new Set<string>()
  for (const path of [...covered, signature]) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) ways.add(path.slice(0, end))
  }
  return ways
}

function collect(outline: Outline, places: Places, parts: string[]): void {
  if (parts.length > PARTS_MAX || places.ends.has(outline.path)) return
  if (!places.ways.has(outline.path)) {
    parts.push(outline.path)
    return
  }
  parts.push(...outline.ownParts)
  for (const child of outline.children) collect(child, places, parts)
}

/** An element with its path; what is below it is looked at once, however many signatures ask. */
class Outline {
  readonly path: string
  readonly #element: XmlElement
  #children: readonly Outline[] | null = null
  #ownParts: readonly string[] | null = null

  constructor(element: XmlElement, path: string) {
    this.#element = element
    this.path = path
  }

  get children(): readonly Outline[] {
    this.#children ??= this.#readChildren()
    return this.#children
  }

  /** Its attributes, and its text where that is more than blanks. */
  get ownParts(): readonly string[] {
    this.#ownParts ??= [...this.#element.attrs.map(({ name }) => `${this.path}/@${name}`), ...this.#ownText()]
    return this.#ownParts
  }

  #ownText(): string[] {
    for (const node of childNodes(this.#element)) {
      if (node instanceof XmlText && /\S/.test(node.content)) return [`${this.path}/text()`]
    }
    return []
  }

  #readChildren(): Outline[] {
    const elements = childElements(this.#element)
    const totals = new Map<string, number>()
    for (const { name } of elements) totals.set(name, (totals.get(name) ?? 0) + 1)
    const seen = new Map<string, number>()
    return elements.map((element) => {
      const { name } = element
      const position = (seen.get(name) ?? 0) + 1
      seen.set(name, position)
      return new Outline(element, `${this.path}/${name}${totals.get(name) === 1 ? '' : `[${position}]`}`)
    })
  }
}
