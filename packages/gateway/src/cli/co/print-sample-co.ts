import { coForms, type SampleForm, sampleCo } from '@congky/documents'
import { CongkyError } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { printOrWrite } from '../messages/message-file.ts'
import { type ConvertWishes, parseForm, writeCo } from './convert-co.ts'

/** With --json the data of the sample, which `co build` takes. @throws {CongkyError} ERR_USAGE */
export function printSampleCo(cli: Cli, code: string, wishes: ConvertWishes): void {
  const record = sampleCo(knownForm(code))
  const form = cli.json ? 'json' : parseForm(wishes.to)
  const certificates = [{ messageReference: null, record, findings: [] }]
  printOrWrite(cli, writeCo(form, { certificates, interchange: null }, wishes), wishes.out)
}

/** Every form of annex 3 has one. */
const SAMPLE_FORMS = coForms.map(({ code }) => code as SampleForm)

/** Typed in either letter case. */
function knownForm(code: string): SampleForm {
  const form = SAMPLE_FORMS.find((one) => one.toLowerCase() === code.toLowerCase())
  if (form) return form
  const known = SAMPLE_FORMS.join(', ')
  const detail = {
    en: `There is no sample of form ${code}; congky co sample knows ${known}`,
    vi: `Không có mẫu ${code}; congky co sample biết các mẫu ${known}`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}
