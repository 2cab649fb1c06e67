import type { CoFindings } from './co-findings.ts'

/** A field stands in its own place and in a text that bears its name: nobody can say which one counts. */
export function tellTwice(field: string, findings: CoFindings): void {
  findings.add('error', 'text-place', field, () => ({
    vi: 'trường này được ghi hai lần: ở đúng chỗ và trong FTX có tên của nó; giữ giá trị ở đúng chỗ',
    en: 'this field is said twice: in its place and in an FTX with its name; the one in its place is kept',
  }))
}
