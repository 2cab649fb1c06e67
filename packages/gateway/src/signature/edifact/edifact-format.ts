/** Security groups inside an interchange of UN/EDIFACT (ISO 9735-5), as a format of the engine. */
import type { EdifactProfileOptions } from '@congky/shared'
import { unseen } from '../covered-document.ts'
import { readCoveredFile } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { assertContent } from './check-content.ts'
import { exporterTaxCode } from './exporter-tax-code.ts'
import { FILTERS } from './filters.ts'
import { lookAtInterchange } from './look-at-interchange.ts'
import {
  LIGHT_INTERCHANGE_BYTES_MAX,
  type OpenedInterchange,
  openInterchange,
  openStrictInterchange,
} from './open-interchange.ts'
import { planSecured, type SecuredPlanRest, signedOctets, surveySecured, withResult } from './plan-secured.ts'
import { readCoveredInterchange } from './read-covered-interchange.ts'
import { reportInterchange } from './report-interchange.ts'
import { resultsOf } from './security-result.ts'

/** Bytes until somebody asks for more: large interchanges are read in threads only. */
export const edifactFormat: SignatureFormat<EdifactProfileOptions, Uint8Array, SecuredPlanRest> = {
  open: (document) => document,
  isLight: (document) => document.length <= LIGHT_INTERCHANGE_BYTES_MAX,
  inspect: (document, profile, options) => ({ taxCode: taxCodeIn(document, profile, options) }),
  look: (document, _profile, options, valuePaths) =>
    lookAtInterchange(document, valuePaths, notCoveredBy(options).length === 0) ?? unseen([], valuePaths),
  read(document, profile, options) {
    const taxCode = taxCodeIn(document, profile, options)
    return readCoveredInterchange(document, notCoveredBy(options), taxCode) ?? readCoveredFile(document)
  },
  plan: (document, request) => planSecured(openStrictInterchange(document), request),
  complete(document, { toBeSigned, rest }, { value }) {
    const results = resultsOf(value, rest.keyType, FILTERS[rest.options.filter])
    const signed = withResult(openInterchange(document), rest.edits, results)
    checkSigned(openStrictInterchange(signed), toBeSigned, rest)
    return { document: signed }
  },
}

/** @throws {CongkyError} As `SignatureEngine.inspect`. */
function taxCodeIn(document: Uint8Array, profile: string, options: EdifactProfileOptions): string | null {
  const opened = openStrictInterchange(document)
  assertContent(opened.interchange, options)
  surveySecured(opened, options, profile)
  return options.taxCodeFrom === 'exporter' ? exporterTaxCode(opened, profile) : null
}

/** As `covered-octets.ts` has it; other signatures are told of by themselves. */
function notCoveredBy({ level, scope }: EdifactProfileOptions): readonly string[] {
  if (level === 'interchange') return scope === 'whole' ? [] : ['UNA', 'UNB', 'UNZ']
  return ['UNB', 'UNZ', ...(scope === 'whole' ? [] : ['UNH', 'UNT'])]
}

/** The finished bytes are read anew, as a receiver would read them. @throws {Error} A bug of ours. */
function checkSigned(signed: OpenedInterchange, octets: Uint8Array, rest: SecuredPlanRest): void {
  if (!signedOctets(signed, rest.options, rest.reference).equals(octets)) {
    throw new Error('what was signed is not what the interchange holds')
  }
  const own = reportInterchange(signed, new Date()).find(({ path }) => path.endsWith(`/USH+${rest.reference}`))
  if (own === undefined) throw new Error('the interchange does not carry the signature')
  const expected = rest.options.certificate === 'enclosed' ? [] : ['it does not carry the certificate that it names']
  if (own.problems.join() !== expected.join()) throw new Error(`it does not verify: ${own.problems.join('; ')}`)
}
