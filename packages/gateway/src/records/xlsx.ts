/**
 * A spreadsheet in the format of Excel (ECMA-376, part 1), written as it grows, so that a million rows need no
 * memory. Text is text, so that a tax code keeps its zeros and nothing that came from outside becomes a
 * formula; times are times.
 */
import { Zip, ZipDeflate } from 'fflate'
import type { ExportCell } from './export-columns.ts'

/** Rows of a sheet, its titles included. */
export const XLSX_ROWS_MAX = 1_048_576
/** Characters of one cell. */
const CELL_LENGTH_MAX = 32_767
/** Characters of XML that are compressed together. */
const CHUNK_LENGTH = 256 * 1024

export interface SheetColumn {
  readonly title: string
  readonly width: number
}

export class XlsxWriter {
  readonly #zip: Zip
  readonly #sheet: ZipDeflate
  #pending = ''
  #row = 1

  /** @param write Takes the bytes of the file as they come. */
  constructor(columns: readonly SheetColumn[], write: (bytes: Uint8Array) => void) {
    this.#zip = new Zip((error, bytes) => {
      if (error) throw error
      write(bytes)
    })
    for (const [name, xml] of PARTS) this.#add(name).push(utf8(xml), true)
    this.#sheet = this.#add('xl/worksheets/sheet1.xml')
    this.#put(sheetStart(columns))
    this.#put(`<row r="1">${columns.map(({ title }, at) => textCell(at, 1, title, TITLE_STYLE)).join('')}</row>`)
  }

  addRow(cells: readonly ExportCell[]): void {
    const row = ++this.#row
    this.#put(`<row r="${row}">${cells.map((cell, at) => toCell(at, row, cell)).join('')}</row>`)
  }

  end(): void {
    this.#put('</sheetData></worksheet>')
    this.#sheet.push(utf8(this.#pending), true)
    this.#zip.end()
  }

  #add(name: string): ZipDeflate {
    const file = new ZipDeflate(name, { level: 6 })
    this.#zip.add(file)
    return file
  }

  #put(xml: string): void {
    this.#pending += xml
    if (this.#pending.length < CHUNK_LENGTH) return
    this.#sheet.push(utf8(this.#pending))
    this.#pending = ''
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

const TEXT_STYLE = 1
const TIME_STYLE = 2
const TITLE_STYLE = 3

function toCell(column: number, row: number, cell: ExportCell): string {
  if (cell === null || cell === '') return ''
  if (cell instanceof Date) return `<c r="${address(column, row)}" s="${TIME_STYLE}"><v>${serialTime(cell)}</v></c>`
  if (typeof cell === 'number') return `<c r="${address(column, row)}"><v>${cell}</v></c>`
  return textCell(column, row, cell, TEXT_STYLE)
}

function textCell(column: number, row: number, text: string, style: number): string {
  const shown = escapeText(text.slice(0, CELL_LENGTH_MAX))
  return `<c r="${address(column, row)}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${shown}</t></is></c>`
}

/** Days since 1899-12-30 in the time of this host: ECMA-376 part 1, 18.17.4.1. */
function serialTime(date: Date): number {
  const local = date.getTime() - date.getTimezoneOffset() * 60_000
  return Math.round((local / 86_400_000 + 25_569) * 1e9) / 1e9
}

function address(column: number, row: number): string {
  const letters = column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))
  return `${letters}${String.fromCharCode(65 + (column % 26))}${row}`
}

/** What XML 1.0 cannot hold becomes a replacement character. */
function escapeText(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function sheetStart(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  return (
    `${HEADER}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join('')}</cols><sheetData>`
  )
}

/** The files of a workbook with one sheet; the sheet itself follows. */
const PARTS: readonly (readonly [string, string])[] = [
  [
    '[Content_Types].xml',
    `${HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' +
      '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' +
      '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
  ],
  [
    '_rels/.rels',
    `${HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      `<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${HEADER}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
      '<sheet name="congky" sheetId="1" r:id="rId1"/></sheets></workbook>',
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      `<Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `${HEADER}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts>` +
      '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
      '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
      '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
      '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
      '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>' +
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ],
]
