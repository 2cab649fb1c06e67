/** Puts a segment together from its values as they come, up to the limits. */
import type { ReadLimits } from './read-limits.ts'
import type { Composite, DataElement, ReadSegment } from './segment.ts'

/** Shared, since hostile input may have many: absent values cost next to nothing. */
const EMPTY_COMPOSITE: Composite = ['']
const EMPTY_ELEMENT: DataElement = [EMPTY_COMPOSITE]

export class SegmentBuilder {
  readonly #limits: ReadLimits
  #tag: Composite | null = null
  #elements: DataElement[] = []
  #repetitions: Composite[] = []
  #components: string[] = []
  /** The first limit that was passed. */
  #exceeded: keyof ReadLimits | null = null

  constructor(limits: ReadLimits) {
    this.#limits = limits
  }

  /** Of the value that comes next, from 1; 0 is the tag. */
  get element(): number {
    return this.#tag === null ? 0 : this.#elements.length + 1
  }

  /** Of the value that comes next, from 1. */
  get component(): number {
    return this.#components.length + 1
  }

  /** Whether the data element of the value that comes next has repetitions already. */
  get isRepeated(): boolean {
    return this.#repetitions.length > 0
  }

  get exceeded(): keyof ReadLimits | null {
    return this.#exceeded
  }

  begin(): void {
    this.#tag = null
    this.#elements = []
    this.#repetitions = []
    this.#components = []
    this.#exceeded = null
  }

  addComponent(value: string): void {
    if (this.#components.length >= this.#limits.componentsMax) this.#exceeded ??= 'componentsMax'
    else this.#components.push(value)
  }

  /** Ends a repetition with its last component. */
  addRepetition(value: string): void {
    this.addComponent(value)
    if (this.#repetitions.length >= this.#limits.repetitionsMax) this.#exceeded ??= 'repetitionsMax'
    else this.#repetitions.push(this.#isEmpty() ? EMPTY_COMPOSITE : this.#components)
    this.#components = []
  }

  /** Ends a data element, or the tag, with its last component. */
  addElement(value: string): void {
    const isAlone = this.#repetitions.length === 0
    this.addComponent(value)
    if (this.#tag === null) this.#tag = this.#components
    else if (this.#elements.length >= this.#limits.elementsMax) this.#exceeded ??= 'elementsMax'
    else if (isAlone && this.#isEmpty()) this.#elements.push(EMPTY_ELEMENT)
    else if (isAlone) this.#elements.push([this.#components])
    else this.#elements.push([...this.#repetitions, this.#components])
    this.#components = []
    if (!isAlone) this.#repetitions = []
  }

  /** The tag with what is joined to it: explicit indications of nesting (ISO 9735:1988, 9). */
  get tag(): Composite {
    return this.#tag ?? EMPTY_COMPOSITE
  }

  /** Whether nothing at all stood there. */
  get isEmpty(): boolean {
    return this.#elements.length === 0 && this.tag.length === 1 && this.tag[0] === ''
  }

  /** The segment, all of its elements being ended. */
  take(tag: string, number: number, start: number, end: number): ReadSegment {
    return { tag, elements: this.#elements, number, start, end }
  }

  #isEmpty(): boolean {
    return this.#components.length === 1 && this.#components[0] === ''
  }
}
