/** An element of a signature as the second reader found it. */
import { DS_NAMESPACE } from '../algorithms.ts'
import type { SignaturePart } from '../read-signature.ts'
import { fromBytes } from './characters.ts'
import type { ReceivedDocument } from './received-document.ts'

export class ReceivedPart implements SignaturePart<number> {
  readonly element: number
  readonly #document: ReceivedDocument

  constructor(document: ReceivedDocument, element: number) {
    this.#document = document
    this.element = element
  }

  get name(): string {
    return fromBytes(this.#document.localName(this.element))
  }

  get namespaceUri(): string {
    return fromBytes(this.#document.namespace(this.element))
  }

  /** @throws {NotOrdinary} It holds more than plain text. */
  get text(): string {
    return fromBytes(this.#document.text(this.element))
  }

  get hasRemarks(): boolean {
    return this.#document.hasRemarks(this.element)
  }

  get children(): readonly ReceivedPart[] {
    return this.#document.children(this.element).map((child) => new ReceivedPart(this.#document, child))
  }

  attribute(name: string): string | undefined {
    const attribute = this.#document
      .attributes(this.element)
      .find(({ prefix, local }) => prefix === '' && local === name)
    return attribute && fromBytes(attribute.value)
  }
}

/** Whether it is an element of XML signatures of that name. */
export function isDs(document: ReceivedDocument, element: number, local: string): boolean {
  return document.isNamed(element, local) && document.namespace(element) === DS_NAMESPACE
}
