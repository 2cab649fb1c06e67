import { type ReadSegment, valueAt } from '../segment.ts'
import type { MessageTable } from './message-table.ts'
import type { TableFindings } from './table-findings.ts'

/** Whether UNH names the type, version, release and agency of the table (S009). */
export function checkMessageType(header: ReadSegment, table: MessageTable, findings: TableFindings): void {
  const wanted = [table.type, table.version, table.release, table.agency]
  const tags = ['0065', '0052', '0054', '0051']
  wanted.forEach((value, index) => {
    const found = valueAt(header, 2, index + 1)
    if (found === value) return
    const path = `${table.type}/UNH/S009/${tags[index]}`
    const severity = index === 0 ? 'error' : 'warning'
    findings.add(severity, 'message-type', { segment: header, path, element: 2, component: index + 1 }, () => ({
      vi: `kiểu thông điệp phải là ${wanted.join(':')}; ở đây có “${cut(found)}” thay vì “${value}”`,
      en: `the message must be ${wanted.join(':')}; here stands “${cut(found)}” instead of “${value}”`,
    }))
  })
}

const cut = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)
