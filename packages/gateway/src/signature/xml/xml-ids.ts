/**
 * The Ids of a document. Which attribute is an Id is a matter of schema, and we have none: readers in the
 * field take `Id`, `ID`, `id` and `xml:id`, in any namespace, so all of these count when one is looked up.
 */
import { CongkyError } from '@congky/shared'
import { XmlAttribute, type XmlDocument, type XmlElement } from 'libxml2-wasm'

interface IdHolder {
  /** As written, prefix and all. */
  readonly attribute: string
  readonly element: XmlElement
}

export class IdIndex {
  readonly #holders = new Map<string, IdHolder[]>()

  /**
   * Valid as long as the document is.
   *
   * @param names Names of the attributes to look at, as `guardDocument` found them written: the tree alone
   * could be asked for all of them at four times the cost.
   */
  constructor(document: XmlDocument, names: Iterable<string>) {
    for (const name of names) {
      const step = name.includes(':') ? `@*[name()='${name}']` : `@${name}`
      for (const attribute of document.find(`/descendant::*/${step}`)) {
        const element = attribute.parent
        if (attribute instanceof XmlAttribute && element) this.#add(attribute.value, { attribute: name, element })
      }
    }
  }

  #add(id: string, holder: IdHolder): void {
    const others = this.#holders.get(id)
    if (others) others.push(holder)
    else this.#holders.set(id, [holder])
  }

  /** Every element that some reader could take for the one with this Id. */
  holders(id: string): readonly XmlElement[] {
    return (this.#holders.get(id) ?? []).map((holder) => holder.element)
  }

  has(id: string): boolean {
    return this.#holders.has(id)
  }

  /**
   * Refuses a document where two elements carry one Id in the attribute that matters. A value repeated in
   * another attribute (a row number in `id`, say) is none of our business unless it is looked up.
   *
   * @throws {CongkyError} ERR_DUPLICATE_ID
   */
  checkUnique(attribute: string): void {
    for (const [id, holders] of this.#holders) {
      const same = holders.filter((holder) => holder.attribute === attribute || holder.attribute === 'xml:id')
      if (same.length > 1) throw duplicateId(id)
    }
  }
}

export function duplicateId(id: string): CongkyError {
  return new CongkyError('ERR_DUPLICATE_ID', { id: id.length > 100 ? `${id.slice(0, 100)}…` : id })
}
