/** An element of a signature as libxml2 found it. */
import type { XmlElement } from 'libxml2-wasm'
import type { SignaturePart } from './read-signature.ts'
import { childElements } from './xml-document.ts'

export class ParsedPart implements SignaturePart<XmlElement> {
  readonly element: XmlElement

  constructor(element: XmlElement) {
    this.element = element
  }

  get name(): string {
    return this.element.name
  }

  get namespaceUri(): string {
    return this.element.namespaceUri
  }

  get text(): string {
    return this.element.content
  }

  get hasRemarks(): boolean {
    return this.element.get('.//comment() | .//processing-instruction()') !== null
  }

  get children(): readonly ParsedPart[] {
    return childElements(this.element).map((child) => new ParsedPart(child))
  }

  attribute(name: string): string | undefined {
    return this.element.attr(name)?.value
  }
}
