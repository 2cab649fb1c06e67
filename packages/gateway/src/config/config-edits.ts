/**
 * The changes that commands and the console make to congky.yaml; each is handed to `editConfig`,
 * which has checked the document before and checks it again after.
 */
import { CongkyError, parseTaxCode, type TaxCode } from '@congky/shared'
import { type Document, isMap, isScalar, isSeq, YAMLMap, YAMLSeq } from 'yaml'

export interface EnterpriseEdit {
  readonly taxCode: TaxCode
  /** Left out: kept as it is. A new enterprise needs one. */
  readonly name?: string | undefined
  /** Thumbprint or serial number; null removes it, left out keeps it. */
  readonly certificate?: string | null | undefined
  /** The one source this line applies to; null for the line for all. */
  readonly source: string | null
}

/** Adds each enterprise, or changes the one with the same tax code and source. */
export function setEnterprises(
  document: Document,
  edits: readonly EnterpriseEdit[],
): { added: number; changed: number } {
  const list = listAt(document, 'enterprises')
  const known = enterprisesByKey(list)
  let added = 0
  for (const edit of edits) {
    const existing = known.get(enterpriseKey(edit.taxCode, edit.source))
    const entry = existing ?? new YAMLMap()
    if (existing === undefined) {
      setText(document, entry, 'taxCode', edit.taxCode)
      list.add(entry)
      known.set(enterpriseKey(edit.taxCode, edit.source), entry)
      added += 1
    }
    if (edit.name !== undefined) setText(document, entry, 'name', edit.name)
    if (edit.certificate !== undefined) setText(document, entry, 'certificate', edit.certificate)
    if (existing === undefined) setText(document, entry, 'source', edit.source)
  }
  return { added, changed: edits.length - added }
}

/** @returns How many of them were there. */
export function removeEnterprises(
  document: Document,
  wanted: readonly { readonly taxCode: TaxCode; readonly source: string | null }[],
): number {
  const list = listAt(document, 'enterprises')
  const known = enterprisesByKey(list)
  const found = new Set<unknown>(
    wanted.flatMap(({ taxCode, source }) => known.get(enterpriseKey(taxCode, source)) ?? []),
  )
  list.items = list.items.filter((item) => !found.has(item))
  return found.size
}

/**
 * @param source The source whose default it is; null for the gateway's.
 * @throws {CongkyError} ERR_SOURCE_UNKNOWN
 */
export function setDefaultCertificate(document: Document, certificate: string | null, source: string | null): void {
  if (source !== null) setText(document, sourceNamed(document, source), 'defaultCertificate', certificate)
  else if (certificate === null) document.delete('defaultCertificate')
  else document.set('defaultCertificate', certificate)
}

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN */
export function setSourceActive(document: Document, source: string, isActive: boolean): void {
  setText(document, sourceNamed(document, source), 'active', String(isActive))
}

export interface TokenName {
  /** Serial number of the token. */
  readonly serial: string
  readonly name: string
}

export interface ModuleAddition {
  /** Not in use yet. */
  readonly name: string
  /** Absolute path of the library. */
  readonly path: string
  readonly tokens?: readonly TokenName[]
}

export function addModule(document: Document, { name, path, tokens = [] }: ModuleAddition): void {
  const named = tokens.map((token) => ({ serial: token.serial, name: token.name }))
  listAt(document, 'modules').add(document.createNode({ name, path, ...(named.length > 0 ? { tokens: named } : {}) }))
}

/** @throws {CongkyError} ERR_CONFIG_CHANGED: there is no such module any more */
export function nameToken(document: Document, module: string, { serial, name }: TokenName): void {
  const found = listAt(document, 'modules').items.find(
    (item): item is YAMLMap => isMap(item) && item.get('name') === module,
  )
  if (found === undefined) throw new CongkyError('ERR_CONFIG_CHANGED', { file: 'congky.yaml' })
  const written: unknown = found.get('tokens', true)
  const list = isSeq(written) ? written : new YAMLSeq()
  if (list !== written) found.set('tokens', list)
  const entry = list.items.find((item): item is YAMLMap => isMap(item) && item.get('serial') === serial)
  if (entry) setText(document, entry, 'name', name)
  else list.add(document.createNode({ serial, name }))
}

/** The root, made when the file is empty. The file was found valid, so it is a map else. */
export function mapOf(document: Document): YAMLMap {
  if (isMap(document.contents)) return document.contents
  const root = new YAMLMap()
  document.contents = root
  return root
}

/** The list under a key of the root, made when the key is absent or empty; comments beneath the key stay. */
export function listAt(document: Document, key: string): YAMLSeq {
  const node = mapOf(document).get(key, true)
  if (isSeq(node)) return node
  const list = new YAMLSeq()
  if (isScalar(node) && node.comment) list.commentBefore = node.comment
  document.set(key, list)
  return list
}

const enterpriseKey = (taxCode: TaxCode, source: string | null) => `${taxCode} ${source ?? ''}`

function enterprisesByKey(list: YAMLSeq): Map<string, YAMLMap> {
  const entries = list.items.filter((item) => isMap(item))
  return new Map(
    entries.map((entry) => {
      const { taxCode, source } = entry.toJSON()
      return [enterpriseKey(parseTaxCode(String(taxCode)), source || null), entry]
    }),
  )
}

function sourceNamed(document: Document, name: string): YAMLMap {
  const found = listAt(document, 'sources').items.find(
    (item): item is YAMLMap => isMap(item) && item.get('name') === name,
  )
  if (found === undefined) throw new CongkyError('ERR_SOURCE_UNKNOWN', { source: name })
  return found
}

/** Changes a value where it stands, so that a comment beside it stays; null takes the key out. */
function setText(document: Document, map: YAMLMap, key: string, value: string | null): void {
  const node = map.get(key, true)
  if (value === null) map.delete(key)
  else if (isScalar(node)) node.value = value
  else map.set(key, document.createNode(value))
}
