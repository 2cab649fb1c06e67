/** Whose certificate of origin an interchange carries, as far as it says so with a tax code. */
import { valueAt } from '@congky/documents'
import { CongkyError, hasValidCheckDigit, parseTaxCode } from '@congky/shared'
import { mismatch } from '../xml/element-path.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { messagesOf } from './secured-structure.ts'

/** C082/3055: the number is one of GS1, which has as many digits as a tax code of a branch. */
const GS1 = '9'

/**
 * The tax code of the exporter (NAD+EX, C082/3039), as it stands there; null where it is none. Two are not: the wrong
 * one would choose the wrong certificate.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH
 */
export function exporterTaxCode(opened: OpenedInterchange, profile: string): string | null {
  const exporters = messagesOf(opened)
    .flatMap(({ body }) => body)
    .filter((segment) => segment.tag === 'NAD' && valueAt(segment, 1) === 'EX' && valueAt(segment, 2, 3) !== GS1)
  const [first, ...others] = new Set(exporters.map((segment) => valueAt(segment, 2, 1)).filter(isTaxCode))
  if (others.length === 0) return first ?? null
  const detail = {
    en: 'it holds certificates of origin of several exporters',
    vi: 'trao đổi chứa C/O của nhiều nhà xuất khẩu khác nhau',
  }
  throw mismatch(profile, detail)
}

function isTaxCode(text: string): boolean {
  try {
    return hasValidCheckDigit(parseTaxCode(text))
  } catch (error) {
    if (error instanceof CongkyError) return false
    throw error
  }
}
