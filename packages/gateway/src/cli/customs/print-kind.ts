import {
  buildCustomsMessage,
  type CustomsKind,
  customsKind,
  customsKinds,
  customsXsd,
  sampleCustomsMessage,
} from '@congky/documents'
import { CongkyError } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { printOrWrite } from '../messages/message-file.ts'

export function listKinds(cli: Cli): void {
  const { say, language } = cli
  const kinds = customsKinds.map(({ code, part, direction, purpose, title, content }) => ({
    ...{ code, part, direction, purpose, title, table: content.number },
  }))
  cli.result(kinds, () =>
    cli.table<(typeof kinds)[number]>(
      [
        { title: say('MÃ', 'CODE'), value: ({ code }) => code },
        { title: say('THÔNG ĐIỆP', 'MESSAGE'), value: ({ title }) => title[language], shrinks: true },
        {
          title: say('GỬI CHO', 'TO'),
          value: ({ direction }) => (direction === 'to-customs' ? say('hải quan', 'customs') : say('kho', 'warehouse')),
        },
        { title: say('BẢNG', 'TABLE'), value: ({ table }) => table },
      ],
      kinds,
    ),
  )
}

/** With --json the data of the sample, which `customs build` takes. */
export function printSample(cli: Cli, code: string, out: string | undefined): void {
  const message = sampleCustomsMessage(knownKind(code).code)
  const text = cli.json ? `${JSON.stringify(message, null, 2)}\n` : buildCustomsMessage(message)
  printOrWrite(cli, text, out)
}

export function printSchema(cli: Cli, code: string, out: string | undefined): void {
  const xsd = customsXsd(knownKind(code))
  printOrWrite(cli, cli.json ? `${JSON.stringify({ code, xsd })}\n` : xsd, out)
}

/** @throws {CongkyError} ERR_USAGE */
function knownKind(code: string): CustomsKind {
  const kind = customsKind(code)
  if (kind !== null) return kind
  const detail = {
    en: `There is no message ${code}; congky customs list tells all`,
    vi: `Không có thông điệp ${code}; congky customs list liệt kê tất cả`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}
