import type { ServiceCharacters } from './interchange.ts'
import type { Segment } from './segment.ts'

/** Writes segments with one set of service characters; nothing is left out or checked. */
export class SegmentWriter {
  readonly #characters: ServiceCharacters
  /** What has a meaning of its own. */
  readonly #special: RegExp

  constructor(characters: ServiceCharacters) {
    this.#characters = characters
    const { component, element, release, repetition, terminator } = characters
    const all = [component, element, terminator, ...[release, repetition].filter((one) => one !== ' ')]
    this.#special = new RegExp(
      `[${all.map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]`,
      'g',
    )
  }

  /** Whether the value can be written: what has a meaning of its own needs a release character. */
  canRelease(value: string): boolean {
    return this.#characters.release !== ' ' || value.search(this.#special) < 0
  }

  /** `DTM+137:20081208:102'` */
  write({ tag, elements }: Segment): string {
    const { component, element, repetition, terminator } = this.#characters
    const values = elements.map((repetitions) =>
      repetitions.map((composite) => composite.map((value) => this.#release(value)).join(component)).join(repetition),
    )
    return [tag, ...values].join(element) + terminator
  }

  #release(value: string): string {
    return value.replace(this.#special, (character) => this.#characters.release + character)
  }
}
