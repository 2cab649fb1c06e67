/**
 * Octets that are signed with nothing around them must not be what another kind of signature is over: whoever hands
 * them in could put the value into a signature of that kind, over content that nobody here saw.
 */
import { CongkyError } from '@congky/shared'
import { readsAsAttributes } from './cms/check-signer.ts'

/** @throws {CongkyError} ERR_PROFILE_MISMATCH */
export function assertNoOtherSignature(octets: Uint8Array, profile: string): void {
  if (!readsAsAttributes(octets) && !readsAsSignedInfo(octets) && !readsAsSecured(octets)) return
  const detail = { en: 'it reads as part of another signature', vi: 'nội dung trùng dạng một phần của chữ ký khác' }
  throw new CongkyError('ERR_PROFILE_MISMATCH', { profile, detail })
}

/** What an XML signature is over, in canonical form: a blank or the end of the tag follows its name. */
function readsAsSignedInfo(octets: Uint8Array): boolean {
  if (octets[0] !== LT) return false
  const end = octets.findIndex((byte) => byte === BLANK || byte === GT)
  const name = Buffer.from(octets.subarray(1, Math.max(1, end))).toString('latin1')
  return name === 'SignedInfo' || name.endsWith(':SignedInfo')
}

/** What a signature inside an interchange of UN/EDIFACT is over: from one of these segments on, its own header within. */
function readsAsSecured(octets: Uint8Array): boolean {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  return /^(?:UN[ABH]|USH)/.test(text.toString('latin1', 0, 3)) && text.includes('USH')
}

const BLANK = 0x20
const LT = 0x3c
const GT = 0x3e
