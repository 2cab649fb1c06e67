/** Which namespaces are in force at an element. */
import { NotOrdinary } from './not-ordinary.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

export interface Declaration {
  /** Empty: the default namespace. */
  readonly prefix: string
  /** Empty: the default namespace is taken back. */
  readonly uri: string
}

export class NamespaceScope {
  readonly declarations: readonly Declaration[]
  readonly #outer: NamespaceScope | null

  constructor(declarations: readonly Declaration[] = [], outer: NamespaceScope | null = null) {
    this.declarations = declarations
    this.#outer = outer
  }

  /** Empty: none; undefined: nobody declared the prefix. */
  find(prefix: string): string | undefined {
    for (let scope: NamespaceScope | null = this; scope; scope = scope.#outer) {
      for (const declaration of scope.declarations) if (declaration.prefix === prefix) return declaration.uri
    }
    if (prefix === 'xml') return XML_NAMESPACE
    return prefix === '' ? '' : undefined
  }

  /** Every namespace in force, by prefix; the default only where there is one. */
  all(): readonly Declaration[] {
    const found = new Map<string, Declaration>()
    for (let scope: NamespaceScope | null = this; scope; scope = scope.#outer) {
      for (const declaration of scope.declarations) {
        if (!found.has(declaration.prefix)) found.set(declaration.prefix, declaration)
      }
    }
    return [...found.values()].filter(({ uri }) => uri !== '')
  }
}

/** What namespaces are called in the field; libxml2 looks closer at others. */
const ADDRESS = /^(?:urn:[A-Za-z0-9._~/:-]+|https?:\/\/[A-Za-z0-9.-]+(?:\/[A-Za-z0-9._~/-]*)?)(?:#[A-Za-z0-9._~/:-]*)?$/

/** @throws {NotOrdinary} XML forbids it, or readers canonicalize it in different ways. */
export function checkDeclaration({ prefix, uri }: Declaration): void {
  if (prefix === 'xml' || prefix === 'xmlns' || uri === XML_NAMESPACE || uri === XMLNS_NAMESPACE)
    throw new NotOrdinary()
  if (uri === '' ? prefix !== '' : !ADDRESS.test(uri)) throw new NotOrdinary()
}
