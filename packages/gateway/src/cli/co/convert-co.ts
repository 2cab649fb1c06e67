/** `congky co convert`: the same certificates in another form. */
import { buildCo, type CoRecord, coToJson, coToXml } from '@congky/documents'
import { CongkyError } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { type CoForm, type CoInput, hasErrors, readCoFile } from './co-input.ts'
import { type InterchangeWishes, interchangeOptions } from './interchange-options.ts'
import { printCo } from './print-co.ts'
import { showVerdict } from './validate-co.ts'

export interface ConvertWishes extends InterchangeWishes {
  readonly to: string
  readonly out?: string
}

const FORMS: readonly CoForm[] = ['edifact', 'xml', 'json']

/** @throws {CongkyError} ERR_USAGE; nothing can be read. */
export async function convertCo(cli: Cli, file: string, wishes: ConvertWishes): Promise<void> {
  const form = parseForm(wishes.to)
  const input = await readCoFile(cli, file)
  // What was read of a certificate with faults can be looked at as JSON; other forms are for others.
  if (form === 'json' ? input.certificates.length === 0 : hasErrors(input)) {
    showVerdict(cli, input)
    return
  }
  printCo(cli, form, writeCo(form, input, wishes), wishes.out)
}

/** @throws {CongkyError} ERR_USAGE */
export function parseForm(text: string): CoForm {
  const form = FORMS.find((one) => one === text.toLowerCase())
  if (form) return form
  const detail = { en: '--to takes edifact, xml or json', vi: '--to nhận edifact, xml hoặc json' }
  throw new CongkyError('ERR_USAGE', { detail })
}

/** @throws {CongkyError} ERR_USAGE: XML and JSON hold one certificate. */
export function writeCo(
  form: CoForm,
  { certificates, interchange }: Pick<CoInput, 'certificates' | 'interchange'>,
  wishes: InterchangeWishes,
): Uint8Array | string {
  const records = certificates.map(({ record }) => record)
  if (form === 'edifact') {
    const options = interchangeOptions(wishes, records, interchange)
    const messageReferences = certificates.flatMap(({ messageReference: one }) => (one === null ? [] : [one]))
    return buildCo(records, interchange === null ? options : { ...options, messageReferences })
  }
  const record = only(records)
  return form === 'xml' ? coToXml(record) : coToJson(record)
}

function only(records: readonly CoRecord[]): CoRecord {
  const [record] = records
  if (record && records.length === 1) return record
  const detail = {
    en: `The interchange holds ${records.length} certificates; XML and JSON hold one`,
    vi: `Trao đổi có ${records.length} C/O; XML và JSON chỉ chứa một`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}
