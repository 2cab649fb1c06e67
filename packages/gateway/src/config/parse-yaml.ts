/**
 * Reads the YAML text of the configuration, with the failsafe schema: every scalar stays the text that was
 * written. The default schema would turn tax code 0101300842 into a number and serial 5402e12 into a float,
 * and write that damage back when the file is edited.
 */
import type { Bilingual } from '@congky/shared'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  type YAMLError,
} from 'yaml'
import type { ConfigPath, ConfigProblem } from './config-problem.ts'

export interface ParsedYaml {
  readonly document: Document
  /** Plain objects, lists and strings; `{}` for an empty file. Numbers only where `isPlainNumber` asked. */
  readonly tree: Readonly<Record<string, unknown>>
  readonly problems: readonly ConfigProblem[]
  /** Where a value stands; for one that is missing, the nearest thing around it. */
  positionOf(path: ConfigPath, what?: 'key' | 'value'): { readonly line: number; readonly column: number }
}

export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false })
  const positionAt = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const problem = (offset: number, text: Bilingual): ConfigProblem => ({ ...positionAt(offset), field: '', text })
  const problems = [...document.errors, ...document.warnings].map((error) => problem(error.pos[0], syntaxText(error)))

  let tree: unknown = {}
  if (problems.length === 0 && document.contents !== null) {
    try {
      tree = treeOf(document)
    } catch {
      problems.push(problem(0, { en: 'aliases (*) are nested too deep', vi: 'tham chiếu (*) lồng nhau quá sâu' }))
    }
  }
  if (tree === '') tree = {}
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
    problems.push(
      problem(0, { en: 'the file should hold `key: value` lines', vi: 'tệp cần gồm các dòng `khóa: giá trị`' }),
    )
    tree = {}
  }
  return {
    document,
    tree: tree as Readonly<Record<string, unknown>>,
    problems,
    positionOf: (path, what = 'value') => positionAt(offsetOf(document, path, what)),
  }
}

/** What a document says, as plain data. @throws {ReferenceError} Its aliases are nested too deep. */
export function treeOf(document: Document): unknown {
  const tree: unknown = document.toJS()
  markStateCodes(document, tree)
  return tree
}

/** Offset of the deepest thing that exists on the way to `path`. */
function offsetOf(document: Document, path: ConfigPath, what: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = 0
  for (const [index, step] of path.entries()) {
    const found = childOf(isAlias(node) ? node.resolve(document) : node, step)
    if (found === null) break
    const { key, value } = found
    const isLast = index === path.length - 1
    const isEmpty = isScalar(value) && value.value === ''
    offset = startOf(isLast && (what === 'key' || isEmpty) ? key : value) ?? startOf(key) ?? offset
    node = value
  }
  return offset
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | null {
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && key.value === step) ?? null
  if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
    return { key: null, value: node.items[step] }
  }
  return null
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined
}

/**
 * State codes alone may be numbers or text, and quotes say which: `signed: 2` is compared as a number,
 * `signed: "2"` as text. Everywhere else the schema knows what it wants, and quotes mean nothing.
 */
function markStateCodes(document: Document, tree: unknown): void {
  if (typeof tree !== 'object' || tree === null || !('sources' in tree) || !Array.isArray(tree.sources)) return
  for (const [index, source] of tree.sources.entries()) {
    const states: unknown = source?.states
    if (typeof states !== 'object' || states === null || Array.isArray(states)) continue
    for (const [name, value] of Object.entries(states)) {
      const node = document.getIn(['sources', index, 'states', name], true)
      const isPlain = isScalar(node) && node.type === Scalar.PLAIN
      if (isPlain && typeof value === 'string' && /^(0|-?[1-9]\d{0,8})$/.test(value)) {
        Object.assign(states, { [name]: Number(value) })
      }
    }
  }
}

function syntaxText(error: YAMLError): Bilingual {
  return { en: error.message, vi: SYNTAX_VI[error.code] ?? `sai cú pháp YAML (${error.message})` }
}

/** The mistakes people make, by the code of the yaml package; others show its own words. */
const SYNTAX_VI: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'thụt dòng bằng phím Tab; YAML chỉ cho phép dấu cách',
  BAD_INDENT: 'thụt dòng chưa đúng',
  DUPLICATE_KEY: 'khóa này đã xuất hiện trước đó',
  MISSING_CHAR: 'thiếu ký tự (dấu hai chấm, ngoặc hoặc dấu nháy đóng)',
  UNEXPECTED_TOKEN: 'có ký tự không mong đợi',
  MULTILINE_IMPLICIT_KEY: 'thiếu dấu hai chấm sau khóa, hoặc khóa trải trên nhiều dòng',
  BAD_SCALAR_START: 'giá trị bắt đầu bằng ký tự đặc biệt; hãy đặt trong dấu nháy',
  BAD_DQ_ESCAPE: 'dấu \\ trong chuỗi "…" không hợp lệ; hãy dùng nháy đơn',
  BLOCK_AS_IMPLICIT_KEY: 'có hai dấu hai chấm trên một dòng; hãy đặt giá trị trong dấu nháy',
  MULTIPLE_DOCS: 'tệp chứa nhiều hơn một tài liệu YAML (dấu ---)',
  BAD_ALIAS: 'tham chiếu (*) không tồn tại; hãy đặt giá trị trong dấu nháy',
  TAG_RESOLVE_FAILED: 'không dùng được thẻ (!) của YAML ở đây',
}
