/** Guesses which column of a stranger's table is which, by the names that declaration software here gives them. */
import type { TableColumnView } from '@congky/shared'
import type { ColumnKey, SourceForm } from './source-form.ts'

/** In the order of their worth: the first that a column answers to wins. Without signs between the words. */
const NAMES: Readonly<Record<ColumnKey, readonly string[]>> = {
  id: ['id', 'requestid', 'ma', 'stt', 'rowid', 'idyeucau', 'mayeucau'],
  taxCode: ['taxcode', 'mst', 'masothue', 'madoanhnghiep', 'madn', 'maxnk', 'madonvi', 'taxid'],
  profile: ['profile', 'mauky', 'loaiky', 'loaichungtu'],
  document: ['document', 'noidung', 'chungtu', 'xml', 'noidungxml', 'xmldata', 'data', 'content', 'dulieu', 'msg'],
  reference: ['reference', 'sotk', 'sotokhai', 'sothamchieu', 'sochungtu', 'refno', 'declno'],
  requester: ['requester', 'nguoigui', 'nguoitao', 'username', 'createdby', 'tennguoidung', 'may'],
  note: ['note', 'ghichu', 'diengiai'],
  state: ['state', 'status', 'trangthai', 'trangthaiky', 'tt'],
  signedDocument: ['signeddocument', 'ketqua', 'noidungdaky', 'xmldaky', 'signedxml', 'signeddata', 'daky', 'ketquaky'],
  errorCode: ['errorcode', 'maloi'],
  errorMessage: ['errormessage', 'thongbaoloi', 'loi', 'error', 'motaloi', 'ghichuloi'],
  claimedBy: ['claimedby', 'maynhan', 'congky'],
  claimToken: ['claimtoken', 'manhan', 'locktoken'],
  claimedUntil: ['claimeduntil', 'hannhan', 'lockeduntil'],
  createdAt: ['createdat', 'ngaytao', 'createddate', 'ngaygui'],
  updatedAt: ['updatedat', 'ngaycapnhat', 'ngaysua', 'modifieddate', 'ngayky'],
}

/** Each column is taken once; what no name answers to stays empty. */
export function suggestColumns(columns: readonly TableColumnView[]): SourceForm['columns'] {
  const free = new Map(columns.map(({ name }) => [plain(name), name]))
  const found = Object.entries(NAMES).map(([key, names]) => {
    const match = names.find((name) => free.has(name))
    const column = match === undefined ? '' : (free.get(match) ?? '')
    if (match !== undefined) free.delete(match)
    return [key, column]
  })
  return Object.fromEntries(found) as SourceForm['columns']
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
