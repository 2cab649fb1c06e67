import type { Bilingual } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { printable } from '../output/display-width.ts'

/** Something about a message, and how bad it is. */
export interface Remark extends Bilingual {
  readonly severity: 'error' | 'warning' | 'notice'
}

/** What was found, and below it where. */
export function findingLines(remark: Remark, where: string, cli: Cli): string[] {
  const marked = { error: cli.bad, warning: cli.warning, notice: (note: string) => `· ${note}` }
  return [`  ${marked[remark.severity](printable(remark[cli.language]))}`, cli.paint.dim(`    ${printable(where)}`)]
}
