import { subjectName } from '@congky/shared'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'

export interface ShownCertificate {
  readonly subject: string
  /** Upper-case hex. */
  readonly serial: string
  readonly taxCode: string | null
  readonly notAfter: string | Date
}

/** One certificate in one line: whose it is, the number to bind it by, and until when it is valid. */
export function certificateLine({ subject, serial, taxCode, notAfter }: ShownCertificate, cli: Cli): string {
  const { say, paint } = cli
  const isExpired = new Date(notAfter).getTime() < Date.now()
  const expiry = say(`hết hạn ${cli.date(notAfter)}`, `expires ${cli.date(notAfter)}`)
  const parts = [
    printable(subjectName(subject)),
    ...(taxCode === null ? [] : [say(`MST ${taxCode}`, `tax code ${taxCode}`)]),
    `serial ${serial}`,
    isExpired ? paint.red(expiry) : expiry,
  ]
  return parts.join(paint.dim(' · '))
}
