/**
 * Reads a list of enterprises that came out of a spreadsheet. All of it is checked before anything is
 * written, and every fault is told with its line. One of Excel's habits is undone: it drops the leading
 * zero of a tax code, and the check digit tells whether that is what happened.
 */
import type { Bilingual, EnterpriseField, ListRemark, TaxCode } from '@congky/shared'
import { parseCertificateReference } from './certificate-reference.ts'
import { type CsvRow, parseCsv, unescapeCell } from './csv.ts'
import { readListedTaxCode } from './listed-tax-code.ts'
import { plainLetters } from './plain-letters.ts'

export interface ListLine {
  readonly line: number
  readonly taxCode: TaxCode
  readonly name: string
  readonly source: string | null
  /** Left out: the list says nothing about it. null takes it away. */
  readonly certificate?: string | null
}

export interface EnterpriseList {
  readonly enterprises: readonly ListLine[]
  readonly problems: readonly ListRemark[]
  /** Lines whose tax code got its leading zero back. */
  readonly restored: readonly ListLine[]
  /** Lines that hold something, without the one of the titles. */
  readonly lines: number
}

type Column = Exclude<EnterpriseField, 'file'>

/** Titles of columns, in either language, without accents and case. */
const TITLES: Readonly<Record<Column, readonly string[]>> = {
  taxCode: ['taxcode', 'tax code', 'mst', 'ma so thue', 'ma don vi', 'ma dn', 'ma doanh nghiep'],
  name: ['name', 'ten', 'ten doanh nghiep', 'ten don vi', 'ten dn', 'doanh nghiep'],
  certificate: ['certificate', 'serial', 'thumbprint', 'chu ky so', 'so serial', 'cks'],
  source: ['source', 'nguon', 'csdl', 'co so du lieu'],
}
/** What stands in the column of certificates for an enterprise that is to use a default one. */
const NO_CERTIFICATE: readonly string[] = ['none', 'default', 'mac dinh', 'khong']
/** As the configuration allows (config/schema.ts). */
const NAME_LENGTH_MAX = 300
const SHOWN_LENGTH_MAX = 60

/** @param sources Names that the column of sources may hold. */
export function parseEnterpriseCsv(text: string, sources: readonly string[]): EnterpriseList {
  const { rows, openQuoteLine } = parseCsv(text)
  const [head, ...lines] = rows
  const columns = head === undefined ? null : readTitles(head)
  if (openQuoteLine !== null || columns === null) {
    const problem =
      openQuoteLine === null
        ? remark(1, 'file', head?.cells.join(', ') ?? '', {
            en: 'the first line has to name the columns: taxCode,name,certificate,source',
            vi: 'dòng đầu cần ghi tên cột: Mã số thuế,Tên doanh nghiệp,Chữ ký số,Nguồn',
          })
        : remark(openQuoteLine, 'file', '"', {
            en: 'a quotation mark that opens here is never closed',
            vi: 'dấu nháy kép mở ở dòng này không được đóng lại',
          })
    return { enterprises: [], problems: [problem], restored: [], lines: Math.max(rows.length - 1, 0) }
  }
  const problems: ListRemark[] = []
  const restored: ListLine[] = []
  const known = new Set(sources)
  const seen = new Map<string, number>()
  const enterprises = lines.flatMap((row): ListLine[] => {
    const read = readRow(row, columns, known)
    const faults = [...read.faults]
    const key = `${read.taxCode} ${read.source ?? ''}`
    const earlier = seen.get(key)
    if (read.taxCode !== null && earlier !== undefined) {
      const text = { en: `${read.taxCode} stands on line ${earlier}`, vi: `${read.taxCode} đã có ở dòng ${earlier}` }
      faults.push(remark(row.line, 'taxCode', read.taxCode, text))
    }
    problems.push(...faults)
    if (read.taxCode === null || faults.length > 0) return []
    seen.set(key, row.line)
    const { taxCode, name, source, certificate } = read
    const line = { line: row.line, taxCode, name, source, ...(certificate === undefined ? {} : { certificate }) }
    if (read.isRestored) restored.push(line)
    return [line]
  })
  return { enterprises, problems, restored, lines: lines.length }
}

export function remark(line: number, field: EnterpriseField, value: string, text: Bilingual): ListRemark {
  const shown = value.length > SHOWN_LENGTH_MAX ? `${value.slice(0, SHOWN_LENGTH_MAX)}…` : value
  return { line, field, value: shown, text }
}

interface ReadRow {
  readonly taxCode: TaxCode | null
  readonly isRestored: boolean
  readonly name: string
  readonly certificate: string | null | undefined
  readonly source: string | null
  readonly faults: readonly ListRemark[]
}

function readRow({ line, cells }: CsvRow, columns: Columns, sources: ReadonlySet<string>): ReadRow {
  const cell = (field: Column) => cells[columns[field]] ?? ''
  const faults: ListRemark[] = []
  const note = (field: Column, text: Bilingual) => faults.push(remark(line, field, cell(field), text))
  const taxCode = readListedTaxCode(cell('taxCode'))
  if ('problem' in taxCode) note('taxCode', taxCode.problem)
  const name = unescapeCell(cell('name'))
  const nameProblem = problemOfName(name)
  if (nameProblem !== null) note('name', nameProblem)
  const certificate = readCertificate(cell('certificate'))
  if ('problem' in certificate) note('certificate', certificate.problem)
  const source = cell('source') || null
  if (source !== null && !sources.has(source)) {
    note('source', { en: `there is no source ${source}`, vi: `không có nguồn ${source}` })
  }
  return {
    ...('problem' in taxCode ? { taxCode: null, isRestored: false } : taxCode),
    certificate: 'problem' in certificate ? undefined : certificate.reference,
    ...{ name, source, faults },
  }
}

type Columns = Readonly<Record<Column, number>>

function readTitles(head: CsvRow): Columns | null {
  const titles = head.cells.map((title) => plainLetters(title).trim())
  const find = (field: Column) => titles.findIndex((title) => TITLES[field].includes(title))
  const columns = {
    taxCode: find('taxCode'),
    name: find('name'),
    certificate: find('certificate'),
    source: find('source'),
  }
  return columns.taxCode === -1 || columns.name === -1 ? null : columns
}

function problemOfName(name: string): Bilingual | null {
  if (name === '') return { en: 'the name is missing', vi: 'thiếu tên doanh nghiệp' }
  if (name.length > NAME_LENGTH_MAX) {
    return {
      en: `the name has more than ${NAME_LENGTH_MAX} characters`,
      vi: `tên dài hơn ${NAME_LENGTH_MAX} ký tự`,
    }
  }
  if (!/[\u0000-\u001f\u007f]/.test(name)) return null
  return { en: 'the name holds a line break or control characters', vi: 'tên chứa dấu xuống dòng hoặc ký tự lạ' }
}

type ReadCertificate = { readonly reference: string | null | undefined } | { readonly problem: Bilingual }

/** A list without the column, or a cell left empty, says nothing about the certificate. */
function readCertificate(written: string): ReadCertificate {
  if (written === '') return { reference: undefined }
  if (NO_CERTIFICATE.includes(plainLetters(written))) return { reference: null }
  if (/^\d([.,]\d+)?E\+\d+$/i.test(written)) {
    return {
      problem: {
        en: `${written}: the spreadsheet made a power of ten of the serial number; format the column as text`,
        vi: `${written}: bảng tính đã đổi số sê-ri thành lũy thừa; hãy định dạng cột là văn bản`,
      },
    }
  }
  const reference = parseCertificateReference(written.replace(/^'/, ''))
  if (reference !== null) return { reference }
  return {
    problem: {
      en: `${written} is neither a serial number in hex nor a SHA-256 thumbprint`,
      vi: `“${written}” không phải số sê-ri dạng hex hay thumbprint SHA-256`,
    },
  }
}
