/**
 * Edits of congky.yaml as plain data, so that they can be handed to a worker thread: laying out a file with
 * thousands of enterprises takes seconds. What each does to the document stands here and in config-edits.ts.
 */
import type { TaxCode } from '@congky/shared'
import { type Document, isMap, isScalar, isSeq, Scalar, YAMLMap } from 'yaml'
import {
  addModule,
  type EnterpriseEdit,
  listAt,
  mapOf,
  nameToken,
  removeEnterprises,
  setDefaultCertificate,
  setEnterprises,
  type TokenName,
} from './config-edits.ts'
import type { WrittenConfig } from './schema.ts'

/** A value as it will stand in the file; null takes the key out. */
export type WrittenValue = string | number | boolean | null | readonly WrittenValue[] | WrittenMap
export type WrittenMap = { readonly [key: string]: WrittenValue }

/** Libraries are loaded and state is kept where the host's own file says, never where a caller of the API says. */
type SettingName = Exclude<keyof WrittenConfig, 'modules' | 'stateDir' | 'sources' | 'enterprises'>

export type ConfigEdit =
  /** Sets one key of the root, or one below it. A map is merged into what is there, so other keys keep their values. */
  | { readonly kind: 'set'; readonly path: readonly [SettingName, ...string[]]; readonly value: WrittenValue }
  /** Adds the source, or merges the value into the one of that name; null removes it. */
  | { readonly kind: 'source'; readonly name: string; readonly value: WrittenMap | null }
  | { readonly kind: 'set-enterprises'; readonly enterprises: readonly EnterpriseEdit[] }
  | {
      readonly kind: 'remove-enterprises'
      readonly enterprises: readonly { readonly taxCode: TaxCode; readonly source: string | null }[]
    }
  /** A library that was found on this host, at a known place and not by a caller's word, with names for its tokens. */
  | { readonly kind: 'add-module'; readonly name: string; readonly path: string; readonly tokens: readonly TokenName[] }
  | ({ readonly kind: 'name-token'; readonly module: string } & TokenName)
  /** The gateway's default certificate, or that of one source. */
  | { readonly kind: 'default-certificate'; readonly certificate: string | null; readonly source: string | null }

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN, ERR_CONFIG_CHANGED: the module went away */
export function applyEdit(document: Document, edit: ConfigEdit): void {
  switch (edit.kind) {
    case 'set':
      setAt(document, edit.path, edit.value)
      return
    case 'source':
      setSource(document, edit.name, edit.value)
      return
    case 'set-enterprises':
      setEnterprises(document, edit.enterprises)
      return
    case 'remove-enterprises':
      removeEnterprises(document, edit.enterprises)
      return
    case 'add-module':
      addModule(document, edit)
      return
    case 'name-token':
      nameToken(document, edit.module, edit)
      return
    case 'default-certificate':
      setDefaultCertificate(document, edit.certificate, edit.source)
  }
}

function setAt(document: Document, path: readonly string[], value: WrittenValue): void {
  const root = mapOf(document)
  const last = path.at(-1)
  if (last === undefined) return
  let map = root
  for (const key of path.slice(0, -1)) map = childMap(map, key)
  setValue(document, map, last, value)
}

function childMap(map: YAMLMap, key: string): YAMLMap {
  const node = map.get(key, true)
  if (isMap(node)) return node
  const made = new YAMLMap()
  if (isScalar(node) && node.comment) made.commentBefore = node.comment
  map.set(key, made)
  return made
}

function setSource(document: Document, name: string, value: WrittenMap | null): void {
  const list = listAt(document, 'sources')
  const found = list.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === name)
  if (value === null) {
    if (found) list.items.splice(list.items.indexOf(found), 1)
    return
  }
  const source = found ?? new YAMLMap()
  merge(document, source, found ? value : { name, ...value })
  if (!found) list.add(source)
}

function merge(document: Document, map: YAMLMap, value: WrittenMap): void {
  for (const [key, each] of Object.entries(value)) setValue(document, map, key, each)
}

/** Changes a value where it stands, so that comments beside it stay. */
function setValue(document: Document, map: YAMLMap, key: string, value: WrittenValue): void {
  const node = map.get(key, true)
  if (value === null) map.delete(key)
  else if (isGroup(value)) merge(document, childMap(map, key), value)
  else if (isScalar(node) && !Array.isArray(value)) {
    node.value = String(value)
    node.type = scalarType(key, value)
  } else {
    const made = document.createNode(toText(value))
    if (isSeq(made) && isSeq(node)) made.flow = node.flow ?? false
    if (isScalar(made)) made.type = scalarType(key, value)
    map.set(key, made)
  }
}

const isGroup = (value: WrittenValue): value is WrittenMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The failsafe schema writes text only. */
function toText(value: WrittenValue): unknown {
  if (Array.isArray(value)) return value.map(toText)
  if (isGroup(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toText(each)]))
  return String(value)
}

const STATES: readonly string[] = ['pending', 'claimed', 'awaitingApproval', 'signed', 'rejected']

/** Of the codes of states alone quotes say whether a number or a text is meant (parse-yaml.ts). */
function scalarType(key: string, value: WrittenValue): Scalar.Type {
  return STATES.includes(key) && typeof value === 'string' ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN
}
