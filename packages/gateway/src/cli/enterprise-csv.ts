/**
 * Reads a list of enterprises that came out of a spreadsheet. All of it is checked before anything is
 * written, and every fault is told with its line. One of Excel's habits is undone: it drops the leading
 * zero of a tax code, and the check digit tells whether that is what happened.
 */
import { type Bilingual, hasValidCheckDigit, parseTaxCode, type TaxCode, toCongkyError } from '@congky/shared'
import type { EnterpriseEdit } from '../config/config-edits.ts'
import { certificateReference } from '../config/fields.ts'
import { type CsvRow, parseCsv } from '../domain/csv.ts'

export interface CsvProblem {
  readonly line: number
  readonly text: Bilingual
}

export interface EnterpriseList {
  readonly enterprises: readonly (EnterpriseEdit & { readonly name: string })[]
  readonly problems: readonly CsvProblem[]
  /** Tax codes that got their leading zero back. */
  readonly restored: readonly TaxCode[]
}

/** Titles of columns, in either language, without accents and case. */
const TITLES: Readonly<Record<'taxCode' | 'name' | 'certificate' | 'source', readonly string[]>> = {
  taxCode: ['taxcode', 'tax code', 'mst', 'ma so thue', 'ma don vi', 'ma dn'],
  name: ['name', 'ten', 'ten doanh nghiep', 'ten don vi', 'doanh nghiep'],
  certificate: ['certificate', 'serial', 'thumbprint', 'chu ky so', 'so serial', 'cks'],
  source: ['source', 'nguon'],
}
type Field = keyof typeof TITLES

/** @param sources Names that the column of sources may hold. */
export function parseEnterpriseCsv(text: string, sources: readonly string[]): EnterpriseList {
  const [head, ...rows] = parseCsv(text)
  const columns = head === undefined ? null : readTitles(head)
  if (columns === null) {
    const problem = {
      en: 'the first line has to name the columns: taxCode,name,certificate,source',
      vi: 'dòng đầu cần ghi tên cột: Mã số thuế,Tên doanh nghiệp,Chữ ký số,Nguồn',
    }
    return { enterprises: [], problems: [{ line: 1, text: problem }], restored: [] }
  }
  const problems: CsvProblem[] = []
  const restored: TaxCode[] = []
  const seen = new Map<string, number>()
  const enterprises = rows.flatMap((row) => {
    const read = readRow(row, columns, sources)
    const faults = [...read.faults]
    const key = `${read.taxCode} ${read.source ?? ''}`
    const earlier = seen.get(key)
    if (read.taxCode !== null && earlier !== undefined) {
      faults.push({ en: `${read.taxCode} stands on line ${earlier}`, vi: `${read.taxCode} đã có ở dòng ${earlier}` })
    }
    problems.push(...faults.map((text) => ({ line: row.line, text })))
    if (read.taxCode === null || faults.length > 0) return []
    seen.set(key, row.line)
    if (read.isRestored) restored.push(read.taxCode)
    const { taxCode, name, source, certificate } = read
    // A list without the column, or a cell left empty, says nothing about the certificate.
    return [{ taxCode, name, source, ...(certificate === null ? {} : { certificate }) }]
  })
  return { enterprises, problems, restored }
}

interface ReadRow {
  readonly taxCode: TaxCode | null
  readonly isRestored: boolean
  readonly name: string
  readonly certificate: string | null
  readonly source: string | null
  readonly faults: readonly Bilingual[]
}

function readRow({ cells }: CsvRow, columns: Columns, sources: readonly string[]): ReadRow {
  const cell = (field: Field) => cells[columns[field]] ?? ''
  const faults: Bilingual[] = []
  const taxCode = readTaxCode(cell('taxCode'))
  if ('problem' in taxCode) faults.push(taxCode.problem)
  const name = cell('name')
  if (name === '') faults.push({ en: 'the name is missing', vi: 'thiếu tên doanh nghiệp' })
  const certificate = readCertificate(cell('certificate'))
  if ('problem' in certificate) faults.push(certificate.problem)
  const source = cell('source') || null
  if (source !== null && !sources.includes(source)) {
    faults.push({ en: `there is no source ${source}`, vi: `không có nguồn ${source}` })
  }
  return {
    ...('problem' in taxCode ? { taxCode: null, isRestored: false } : taxCode),
    certificate: 'problem' in certificate ? null : certificate.reference,
    ...{ name, source, faults },
  }
}

type Columns = Readonly<Record<Field, number>>

function readTitles(head: CsvRow): Columns | null {
  const titles = head.cells.map((title) =>
    title.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().trim(),
  )
  const find = (field: Field) => titles.findIndex((title) => TITLES[field].includes(title))
  const columns = {
    taxCode: find('taxCode'),
    name: find('name'),
    certificate: find('certificate'),
    source: find('source'),
  }
  return columns.taxCode === -1 || columns.name === -1 ? null : columns
}

type ReadTaxCode = { readonly taxCode: TaxCode; readonly isRestored: boolean } | { readonly problem: Bilingual }

function readTaxCode(written: string): ReadTaxCode {
  const compact = written.replace(/^'/, '').replace(/[\s.]/g, '')
  const isShort = /^\d{9}$/.test(compact)
  try {
    const taxCode = parseTaxCode(isShort ? `0${compact}` : compact)
    if (hasValidCheckDigit(taxCode)) return { taxCode, isRestored: isShort }
    return {
      problem: {
        en: `tax code ${written} has a wrong check digit`,
        vi: `mã số thuế ${written} sai chữ số kiểm tra`,
      },
    }
  } catch (error) {
    const { en, vi } = { en: toCongkyError(error).text('en').message, vi: toCongkyError(error).text('vi').message }
    return { problem: { en: en.replace(/\.$/, ''), vi: vi.replace(/\.$/, '') } }
  }
}

function readCertificate(written: string): { readonly reference: string | null } | { readonly problem: Bilingual } {
  if (written === '') return { reference: null }
  if (/^\d([.,]\d+)?E\+\d+$/i.test(written)) {
    return {
      problem: {
        en: `${written}: the spreadsheet made a power of ten of the serial number; format the column as text`,
        vi: `${written}: bảng tính đã đổi số serial thành lũy thừa; hãy định dạng cột là văn bản`,
      },
    }
  }
  const parsed = certificateReference().safeParse(written.replace(/^'/, ''))
  if (parsed.success) return { reference: parsed.data }
  return {
    problem: {
      en: `${written} is neither a serial number in hex nor a SHA-256 thumbprint`,
      vi: `${written} không phải số serial dạng hex hay thumbprint SHA-256`,
    },
  }
}
