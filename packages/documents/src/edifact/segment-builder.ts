/**
 * Puts a segment together from its values as they come, up to the limits. Lists grow in arrays that are used again
 * for every segment, and are copied at their length: what a reader hands out is as small as it can be.
 */
import type { ReadLimits } from './read-limits.ts'
import type { Composite, DataElement } from './segment.ts'

/** Shared, since hostile input may have many: absent values cost next to nothing. */
const EMPTY_COMPOSITE: Composite = ['']
const EMPTY_ELEMENT: DataElement = [EMPTY_COMPOSITE]

export class SegmentBuilder {
  readonly #limits: ReadLimits
  readonly #components: string[] = []
  readonly #repetitions: Composite[] = []
  readonly #elements: DataElement[] = []
  #componentCount = 0
  #repetitionCount = 0
  #elementCount = 0
  #exceeded: keyof ReadLimits | null = null

  constructor(limits: ReadLimits) {
    this.#limits = limits
  }

  begin(): void {
    this.#componentCount = 0
    this.#repetitionCount = 0
    this.#elementCount = 0
    this.#exceeded = null
  }

  /** Of the value that comes next, from 1; 0 is the tag. */
  get element(): number {
    return this.#elementCount
  }

  /** Of the value that comes next, from 1. */
  get component(): number {
    return this.#componentCount + 1
  }

  /** Whether the data element of the value that comes next has repetitions already. */
  get isRepeated(): boolean {
    return this.#repetitionCount > 0
  }

  /** The first limit that was passed. */
  get exceeded(): keyof ReadLimits | null {
    return this.#exceeded
  }

  addComponent(value: string): void {
    if (this.#componentCount >= this.#limits.componentsMax) this.#exceeded ??= 'componentsMax'
    else this.#components[this.#componentCount++] = value
  }

  /** Ends a repetition with its last component. */
  addRepetition(value: string): void {
    this.addComponent(value)
    if (this.#repetitionCount >= this.#limits.repetitionsMax) this.#exceeded ??= 'repetitionsMax'
    else this.#repetitions[this.#repetitionCount++] = this.#takeComposite()
    this.#componentCount = 0
  }

  /** Ends a data element, or the tag, with its last component. */
  addElement(value: string): void {
    this.addComponent(value)
    const composite = this.#takeComposite()
    this.#componentCount = 0
    if (this.#elementCount > this.#limits.elementsMax) this.#exceeded ??= 'elementsMax'
    else this.#elements[this.#elementCount++] = this.#takeElement(composite)
    this.#repetitionCount = 0
  }

  /** The tag with what is joined to it: explicit indications of nesting (ISO 9735:1988, 9). */
  get tag(): Composite {
    return this.#elements[0]?.[0] ?? EMPTY_COMPOSITE
  }

  /** Whether nothing at all stood there. */
  get isEmpty(): boolean {
    return this.#elementCount === 1 && this.tag === EMPTY_COMPOSITE
  }

  takeElements(): readonly DataElement[] {
    return this.#elements.slice(1, this.#elementCount)
  }

  #takeComposite(): Composite {
    if (this.#componentCount > 1) return this.#components.slice(0, this.#componentCount)
    const [only = ''] = this.#components
    return only === '' ? EMPTY_COMPOSITE : [only]
  }

  #takeElement(last: Composite): DataElement {
    if (this.#repetitionCount > 0) return [...this.#repetitions.slice(0, this.#repetitionCount), last]
    return last === EMPTY_COMPOSITE ? EMPTY_ELEMENT : [last]
  }
}
