import { buildCustomsMessage, type CustomsFields, type CustomsHeader, type CustomsMessage } from '@congky/documents'
import { CongkyError } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { printOrWrite, readBytes, toText } from '../messages/message-file.ts'

/** @throws {CongkyError} ERR_REQUEST_INVALID, ERR_CUSTOMS_MESSAGE_INVALID */
export async function buildMessage(cli: Cli, file: string, out: string | undefined): Promise<void> {
  const message = parseRecord(toText(await readBytes(cli, file)))
  printOrWrite(cli, buildCustomsMessage(message), out)
}

const HEADER_KEYS = [
  ...(['version', 'messageId', 'fromName', 'fromIdentity', 'toName', 'toIdentity'] as const),
  ...(['type', 'function', 'reference', 'sendDate', 'warehouseCode'] as const),
] satisfies readonly (keyof CustomsHeader)[]

/** What is absent is an empty text: whether it may be is for the tables to say. */
function parseRecord(json: string): CustomsMessage {
  const record = branch(parseJson(json), 'record')
  const header = fields(record.header ?? {}, 'header')
  const items = record.items ?? []
  if (!Array.isArray(items)) throw wrong('items')
  return {
    header: Object.fromEntries(HEADER_KEYS.map((key) => [key, header[key] ?? ''])) as Record<
      keyof CustomsHeader,
      string
    >,
    fields: fields(record.fields ?? {}, 'fields'),
    items: items.map((item, at) => fields(item, `items[${at}]`)),
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw wrong('JSON')
  }
}

function fields(value: unknown, name: string): CustomsFields {
  return Object.fromEntries(
    Object.entries(branch(value, name)).map(([key, text]) => {
      if (typeof text !== 'string') throw wrong(`${name}.${key}`)
      return [key, text]
    }),
  )
}

function branch(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value }
  throw wrong(name)
}

function wrong(name: string): CongkyError {
  const detail = {
    en: `${name} is not as congky customs sample --json prints it`,
    vi: `${name} không đúng dạng mà congky customs sample --json in ra`,
  }
  return new CongkyError('ERR_REQUEST_INVALID', { detail })
}
